import { CallerError } from '../modules/kernel/errors.ts'
import type { Bus } from '../platform/bus/bus.ts'
import type { AccessChange, AccessNews } from './access-changes.ts'
import type { StreamAccess } from './event-log.ts'

/**
 * Asks again whether a listener may go on when its user's rights changed, or when word of that may have been lost; ends
 * listeners whose connections somebody closed.
 */
export interface AccessWatch {
  /** `changed` is called when a check is due; `check` must then be awaited before anything more is delivered. */
  watch(access: StreamAccess | undefined, changed: () => void): WatchedAccess
  close(): void
}

export interface WatchedAccess {
  /**
   * Asks only when a check is due.
   * @throws the access' own error, or FORBIDDEN, when the listener may not go on; DISCONNECTED when it was closed.
   */
  check(): void | Promise<void>
  readonly due: boolean
  markDue(): void
  end(): void
}

interface Watcher {
  topic: string | undefined
  markDue(): void
  close(reason: string): void
}

/** Whoever begins this soon after a change may have been let in by what was read before it. */
const RECENT_MS = 10_000

const open: WatchedAccess = { check() {}, due: false, markDue() {}, end() {} }

export function createAccessWatch(
  bus: Pick<Bus, 'subscribe' | 'onInterruption'>,
  follow: (signal: AbortSignal) => AsyncIterable<AccessNews>,
): AccessWatch {
  const watchers = new Map<string, Set<Watcher>>()
  const closing = new AbortController()
  let recent: { change: AccessChange; at: number }[] = []
  let following = false

  const all = () => [...watchers.values()].flatMap((set) => [...set])
  const meantBy = (change: AccessChange) =>
    (change.userId === null ? all() : [...(watchers.get(change.userId) ?? [])]).filter(({ topic }) =>
      concernsTopic(change, topic),
    )
  const forgetOld = () => {
    if (recent.length > 0) recent = recent.filter(({ at }) => performance.now() - at < RECENT_MS)
  }

  const take = (news: AccessNews) => {
    if (news.kind === 'unsure') {
      for (const watcher of all()) watcher.markDue()
      return
    }
    forgetOld()
    recent.push({ change: news, at: performance.now() })
    for (const watcher of meantBy(news)) {
      if (news.kind === 'closed') watcher.close(news.reason)
      else watcher.markDue()
    }
  }

  const startFollowing = () => {
    if (following) return
    following = true
    void (async () => {
      for await (const news of follow(closing.signal)) take(news)
    })()
  }

  const listening = bus.subscribe('access', ({ userId }) => {
    for (const watcher of [...(watchers.get(userId) ?? [])]) watcher.markDue()
  })
  listening.catch(() => {})
  const endInterruption = bus.onInterruption(() => take({ kind: 'unsure' }))

  return {
    watch(access, changed) {
      if (!access) return open
      let due = false
      let ended: CallerError | null = null
      const watcher: Watcher = {
        topic: access.topic,
        markDue() {
          due = true
          changed()
        },
        close(reason) {
          ended = new CallerError('DISCONNECTED', `You were disconnected: ${reason}`, { reason })
          watcher.markDue()
        },
      }
      const ofUser = watchers.get(access.userId) ?? new Set()
      watchers.set(access.userId, ofUser.add(watcher))
      forgetOld()
      due = recent.some(
        ({ change }) =>
          (change.userId === null || change.userId === access.userId) && concernsTopic(change, access.topic),
      )
      startFollowing()
      return {
        get due() {
          return due
        },
        markDue: watcher.markDue,
        async check() {
          while (due) {
            if (ended) throw ended
            due = false
            if (!(await access.stillAllowed())) {
              throw new CallerError('FORBIDDEN', 'You may no longer follow this: your rights have changed.')
            }
          }
        },
        end() {
          ofUser.delete(watcher)
          if (ofUser.size === 0 && watchers.get(access.userId) === ofUser) watchers.delete(access.userId)
        },
      }
    },
    close() {
      closing.abort()
      endInterruption()
      listening.then((end) => end()).catch(() => {})
    },
  }
}

/** Rights may hang together in ways that only the access itself knows; a connection has the topic or has it not. */
const concernsTopic = ({ kind, topic }: AccessChange, own: string | undefined) =>
  topic === null || topic === own || (kind === 'changed' && own === undefined)
