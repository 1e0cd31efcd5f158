import type { BuildSlots } from './build-slots.ts'

/** The slots, telling when a release begins to wait for one and when it does not any more. */
export const tellParked = (slots: Pick<BuildSlots, 'of'>, park: (waits: boolean) => void): Pick<BuildSlots, 'of'> => ({
  of(claim) {
    const turns = slots.of(claim)
    return {
      ...turns,
      async take(cacheKey, options) {
        try {
          return await turns.take(cacheKey, {
            ...options,
            async onWaiting(message) {
              await options.onWaiting(message)
              park(true)
            },
          })
        } finally {
          park(false)
        }
      },
    }
  },
})
