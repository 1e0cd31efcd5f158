import { CallerError } from '../modules/kernel/errors.ts'
import type { Bus } from '../platform/bus/bus.ts'
import type { StreamAccess } from './event-log.ts'

/** Asks again whether a listener may go on, when its user's rights changed or hints of that may have been lost. */
export interface AccessWatch {
  /** `changed` is called when a check is due; `check` must then be awaited before anything more is delivered. */
  watch(access: StreamAccess | undefined, changed: () => void): WatchedAccess
  close(): void
}

export interface WatchedAccess {
  /** @throws the access' own error, or FORBIDDEN, when the listener may not go on. Asks only when a check is due. */
  check(): void | Promise<void>
  readonly due: boolean
  markDue(): void
  end(): void
}

const open: WatchedAccess = { check() {}, due: false, markDue() {}, end() {} }

export function createAccessWatch(bus: Pick<Bus, 'subscribe' | 'onInterruption'>): AccessWatch {
  const watchers = new Map<string, Set<() => void>>()
  const listening = bus.subscribe('access', ({ userId }) => {
    for (const markDue of [...(watchers.get(userId) ?? [])]) markDue()
  })
  listening.catch(() => {})
  const endInterruption = bus.onInterruption(() => {
    for (const marks of [...watchers.values()]) for (const markDue of [...marks]) markDue()
  })

  return {
    watch(access, changed) {
      if (!access) return open
      let due = false
      const markDue = () => {
        due = true
        changed()
      }
      const marks = watchers.get(access.userId) ?? new Set()
      watchers.set(access.userId, marks.add(markDue))
      return {
        get due() {
          return due
        },
        markDue,
        async check() {
          while (due) {
            due = false
            if (!(await access.stillAllowed())) {
              throw new CallerError('FORBIDDEN', 'You may no longer follow this: your rights have changed.')
            }
          }
        },
        end() {
          marks.delete(markDue)
          if (marks.size === 0 && watchers.get(access.userId) === marks) watchers.delete(access.userId)
        },
      }
    },
    close() {
      endInterruption()
      listening.then((end) => end()).catch(() => {})
    },
  }
}
