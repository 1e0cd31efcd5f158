import { CallerError } from '../../modules/kernel/errors.ts'
import type { Viewer } from '../../modules/kernel/viewer.ts'
import type { Bus } from '../../platform/bus/bus.ts'

export type Authenticate = (token: string) => Promise<Viewer | null>

/** Why a connection may not go on as it began. */
export type SessionEnd = 'signed-out' | 'rights-changed'

/** Ends sockets and streams whose session ended or whose user's rights changed. */
export interface LiveSessions {
  watch(viewer: Viewer, token: string, end: (why: SessionEnd) => void): () => void
  close(): void
}

/** A hint may arrive here before whoever remembers viewers has heard it and forgotten them. */
const SETTLE_MS = 20
/** Hints may be lost, so everybody is looked at now and then without one. */
const RECHECK_MS = 30_000

export const sessionEnded = (why: SessionEnd) =>
  why === 'signed-out'
    ? new CallerError('UNAUTHENTICATED', 'The session or token has ended. Sign in again.')
    : new CallerError('FORBIDDEN', 'Your rights have changed. Connect again.')

export function createLiveSessions(parts: {
  bus: Bus
  authenticate: Authenticate
  onError(error: unknown): void
}): LiveSessions {
  interface Watched {
    viewer: Viewer
    token: string
    end: (why: SessionEnd) => void
  }
  const watchedOf = new Map<string, Set<Watched>>()

  const check = async (watched: Watched) => {
    const now = await parts.authenticate(watched.token)
    if (!watchedOf.get(watched.viewer.userId)?.has(watched)) return
    if (!now) watched.end('signed-out')
    else if (now.role !== watched.viewer.role || now.userId !== watched.viewer.userId) watched.end('rights-changed')
  }
  const checkAll = (all: Iterable<Watched>) => {
    for (const watched of [...all]) check(watched).catch(parts.onError)
  }
  const checkEverybody = () => checkAll([...watchedOf.values()].flatMap((set) => [...set]))

  const listening = parts.bus.subscribe('access', ({ userId }) => {
    setTimeout(() => checkAll(watchedOf.get(userId) ?? []), SETTLE_MS).unref()
  })
  listening.catch(parts.onError)
  const endInterruption = parts.bus.onInterruption(checkEverybody)
  const timer = setInterval(checkEverybody, RECHECK_MS)
  timer.unref()

  return {
    watch(viewer, token, end) {
      const watched = { viewer, token, end }
      const set = watchedOf.get(viewer.userId) ?? new Set()
      watchedOf.set(viewer.userId, set.add(watched))
      return () => {
        set.delete(watched)
        if (set.size === 0 && watchedOf.get(viewer.userId) === set) watchedOf.delete(viewer.userId)
      }
    },
    close() {
      clearInterval(timer)
      endInterruption()
      listening.then((end) => end()).catch(parts.onError)
    },
  }
}
