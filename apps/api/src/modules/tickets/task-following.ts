import { createLatest, type Latest } from '../../streams/latest.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

export interface TaskCount {
  pending: number
}

/** Hints may be lost: so often everybody who watches is counted again, by one statement. */
const BEAT_MS = 2_000
/** People see no more changes of a badge than this as movement; the last one always comes. */
const EVERY_MS = 250

interface Watched {
  latest: Latest<TaskCount>
  readers: number
}

/** How many tasks wait for somebody, live: newest wins, and a person is counted once per process for all their pages. */
export function createTaskFollowing({ database, cursors, bus, isInForce }: TicketPorts) {
  const watched = new Map<string, Watched>()
  let beat: NodeJS.Timeout | null = null
  let listening: Promise<unknown> | null = null
  let counting = false
  const due = new Set<string>()

  async function count(): Promise<void> {
    const userIds = [...due].filter((id) => watched.has(id))
    due.clear()
    const { rows } = await database.sql.query<{ userId: string; pending: number }>(
      `SELECT "userId", count(*)::int AS pending FROM "TicketTask"
       WHERE status IN ('PENDING', 'DELEGATED') AND "userId" = ANY($1::text[]) GROUP BY "userId"`,
      [userIds],
    )
    for (const userId of userIds) {
      const latest = watched.get(userId)?.latest
      const pending = rows.find((row) => row.userId === userId)?.pending ?? 0
      if (latest && latest.value?.pending !== pending) latest.set({ pending })
    }
  }

  /** One count at a time; what comes meanwhile is counted behind it. */
  function countSoon(userIds: Iterable<string>) {
    for (const id of userIds) if (watched.has(id)) due.add(id)
    if (due.size === 0) return
    if (counting) return
    counting = true
    count()
      // The database is away: the next beat counts again.
      .catch(() => {})
      .finally(() => {
        counting = false
        countSoon([])
      })
  }

  const everybody = () => countSoon([...watched.keys()])
  bus.onInterruption(everybody)

  const listen = () => {
    listening ??= bus
      .subscribe('tasks', ({ userIds }) => countSoon(userIds))
      .catch(() => {
        listening = null
      })
    return listening
  }

  function open(userId: string): Watched {
    const known = watched.get(userId) ?? { latest: createLatest<TaskCount>(), readers: 0 }
    known.readers += 1
    watched.set(userId, known)
    beat ??= setInterval(everybody, BEAT_MS).unref()
    countSoon([userId])
    return known
  }

  function close(userId: string, entry: Watched) {
    entry.readers -= 1
    if (entry.readers === 0) watched.delete(userId)
    if (watched.size > 0 || !beat) return
    clearInterval(beat)
    beat = null
  }

  return {
    /** The number now, and whenever it changes. Ends with the viewer's session. */
    async followTasks(viewer: Viewer, signal: AbortSignal): Promise<AsyncIterableIterator<TaskCount>> {
      guardTickets(viewer, 'taskCount')
      const { userId } = viewer
      // Word must reach us before the first count is made, or what falls between waits for the beat.
      await listen()
      const entry = open(userId)
      return cursors.followLatest(entry.latest, {
        ...{ signal, everyMs: EVERY_MS, scope: userId },
        onEnd: () => close(userId, entry),
        access: { userId, topic: `tasks:${userId}`, stillAllowed: () => isInForce(viewer) },
      })
    },
  }
}
