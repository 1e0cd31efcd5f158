import { abortErrorOf, onAbort } from './abort.ts'

/** Lets so many through at once; the others wait in order. */
export interface ChannelSlots {
  /** Resolves with how to give the slot back. @throws an AbortError; the connection's loss as `lost` tells it */
  take(signal: AbortSignal | undefined): Promise<() => void>
}

export function channelSlots(count: number): ChannelSlots {
  let free = count
  const waiting: (() => void)[] = []
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const once = (action: () => void): (() => void) => {
    let done = false
    return () => {
      if (!done) action()
      done = true
    }
  }
  return {
    async take(signal) {
      if (signal?.aborted) throw abortErrorOf(signal)
      if (free > 0) {
        free -= 1
        return once(giveBack)
      }
      return new Promise((resolve, reject) => {
        const go = (): void => {
          stopListening()
          resolve(once(giveBack))
        }
        waiting.push(go)
        const stopListening = onAbort(signal, () => {
          const at = waiting.indexOf(go)
          if (at !== -1) waiting.splice(at, 1)
          if (signal !== undefined) reject(abortErrorOf(signal))
        })
      })
    },
  }
}
