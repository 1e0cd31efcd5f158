import { CallerError } from '../../modules/kernel/errors.ts'
import type { Role, Viewer } from '../../modules/kernel/viewer.ts'
import type { Bus } from '../../platform/bus/bus.ts'

export type Authenticate = (token: string) => Promise<Viewer | null>

/** The present role behind each session and API token that is still in force, by its id; asked for many at once. */
export type RolesInForce = (viewers: readonly Viewer[]) => Promise<Map<string, Role>>

/** Why a connection may not go on as it began. */
export type SessionEnd = 'signed-out' | 'rights-changed'

/** Ends sockets and streams whose session ended or whose user's rights changed. */
export interface LiveSessions {
  watch(viewer: Viewer, end: (why: SessionEnd) => void): () => void
  close(): void
}

/** Hints may be lost, so everybody is looked at without one: by a single statement, however many they are. */
const RECHECK_MS = 1_000

export const sessionEnded = (why: SessionEnd) =>
  why === 'signed-out'
    ? new CallerError('UNAUTHENTICATED', 'The session or token has ended. Sign in again.')
    : new CallerError('FORBIDDEN', 'Your rights have changed. Connect again.')

interface Watched {
  viewer: Viewer
  end(why: SessionEnd): void
}

/** What a viewer signed in with. */
export const originOf = ({ sessionId, apiTokenId }: Viewer): string => sessionId ?? apiTokenId ?? ''

export function createLiveSessions(parts: {
  bus: Bus
  rolesInForce: RolesInForce
  onError(error: unknown): void
}): LiveSessions {
  const watchedOf = new Map<string, Set<Watched>>()
  let failing = false

  const check = async (all: readonly Watched[]) => {
    if (all.length === 0) return
    const roles = await parts.rolesInForce([...new Map(all.map(({ viewer }) => [originOf(viewer), viewer])).values()])
    for (const watched of all) {
      const { viewer, end } = watched
      if (!watchedOf.get(viewer.userId)?.has(watched)) continue
      const role = roles.get(originOf(viewer))
      if (role === undefined) end('signed-out')
      else if (role !== viewer.role) end('rights-changed')
    }
  }
  const checkEverybody = async () => {
    try {
      await check([...watchedOf.values()].flatMap((set) => [...set]))
      failing = false
    } catch (error) {
      // Told once, not every second, while the database is away.
      if (!failing) parts.onError(error)
      failing = true
    }
  }

  const listening = parts.bus.subscribe('access', ({ userId }) => {
    check([...(watchedOf.get(userId) ?? [])]).catch(parts.onError)
  })
  listening.catch(parts.onError)
  const endInterruption = parts.bus.onInterruption(() => void checkEverybody())
  // The next look begins a second after the last one ended: a slow database is not asked faster than it answers.
  let closed = false
  const timer = setTimeout(() => void checkEverybody().then(() => closed || timer.refresh()), RECHECK_MS).unref()

  return {
    watch(viewer, end) {
      const watched = { viewer, end }
      const set = watchedOf.get(viewer.userId) ?? new Set()
      watchedOf.set(viewer.userId, set.add(watched))
      return () => {
        set.delete(watched)
        if (set.size === 0 && watchedOf.get(viewer.userId) === set) watchedOf.delete(viewer.userId)
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
      endInterruption()
      listening.then((end) => end()).catch(parts.onError)
    },
  }
}
