import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../platform/database/database.ts'
import type { PresenceTimes } from './presence-times.ts'

/** What says that people are in rooms, in the database, where every process reads it. */
export interface PresenceLeases {
  /** Somebody is there through a connection to this process. Resolves when it is written; the returned function ends it. */
  hold(roomId: string, userId: string): Promise<() => void>
  /** Somebody who polls says that they are there. False: they do so under too many names. */
  keep(roomId: string, userId: string, connectionId: string): Promise<boolean>
  /** Gives up everything that this process holds. */
  stop(): Promise<void>
}

/** People open a room in several windows, not in dozens. */
const MAX_POLLERS = 20
/** Those who come or go within this time are written together. */
const GATHER_MS = 50

const NOW = `(clock_timestamp() AT TIME ZONE 'UTC')`
const UNTIL = (parameter: string) => `${NOW} + make_interval(secs => ${parameter}::float8 / 1000)`
// Only members: who was removed while it was under way gets none.
const TAKE = `
  INSERT INTO "PresenceLease" AS lease ("roomId", "userId", "connectionId", since, until)
  SELECT room, person, $3, ${NOW}, ${UNTIL('$4')} FROM unnest($1::text[], $2::text[]) AS held (room, person)
  JOIN "RoomMember" ON "RoomMember"."roomId" = room AND "RoomMember"."userId" = person AND "removedAt" IS NULL`
const EXTEND = `
  ON CONFLICT ("roomId", "userId", "connectionId") DO UPDATE SET until = excluded.until,
    since = CASE WHEN lease.until < ${NOW} THEN excluded.since ELSE lease.since END`

interface Held {
  roomId: string
  userId: string
  connections: number
}

/**
 * A process holds one lease per room and person, however many sockets they have here, and refreshes all of them by one
 * statement. `changed` is called after leases came or went. When the process is killed they end by time.
 */
export function createPresenceLeases(
  { sql }: Pick<Database, 'sql'>,
  times: PresenceTimes,
  changed: (roomIds: string[]) => void,
): PresenceLeases {
  const owner = `node:${randomUUID()}`
  const held = new Map<string, Held>()
  let waiting = new Map<string, Held>()
  let next: Promise<void> | null = null
  let writing: Promise<void> = Promise.resolve()
  let refreshing: NodeJS.Timeout | null = null
  let stopped = false

  const take = (leases: Held[]) =>
    sql.query(TAKE + EXTEND, [leases.map((l) => l.roomId), leases.map((l) => l.userId), owner, times.leaseMs])

  const giveUp = (leases: Held[]) =>
    sql.query(
      `DELETE FROM "PresenceLease" USING unnest($1::text[], $2::text[]) AS gone (room, person)
       WHERE "roomId" = room AND "userId" = person AND "connectionId" = $3`,
      [leases.map((l) => l.roomId), leases.map((l) => l.userId), owner],
    )

  const write = async () => {
    const leases = [...waiting.values()]
    waiting = new Map()
    const [present, gone] = [leases.filter((l) => l.connections > 0), leases.filter((l) => l.connections === 0)]
    if (present.length > 0) await take(present)
    if (gone.length > 0) await giveUp(gone)
    for (const [key, { connections }] of held) if (connections === 0 && !waiting.has(key)) held.delete(key)
    changed([...new Set(leases.map(({ roomId }) => roomId))])
  }

  /** Everything that waits is written when this resolves. One write after the other: a later one must win. */
  const written = (): Promise<void> => {
    next ??= Promise.all([writing.catch(() => {}), pause(GATHER_MS)]).then(() => {
      next = null
      writing = write()
      return writing
    })
    return next
  }

  const refresh = async () => {
    const leases = [...held.values()].filter(({ connections }) => connections > 0)
    if (leases.length > 0) await take(leases)
    // What others left behind, long after it meant anything.
    await sql.query(`DELETE FROM "PresenceLease" WHERE until < ${NOW} - interval '10 minutes'`)
  }

  const keepRefreshing = () => {
    refreshing ??= setTimeout(() => {
      refresh()
        // The database is away: the lease lasts for another try.
        .catch(() => {})
        .finally(() => {
          refreshing = null
          if (held.size > 0 && !stopped) keepRefreshing()
        })
    }, times.refreshMs).unref()
  }

  const count = (roomId: string, userId: string, change: 1 | -1) => {
    const key = `${roomId} ${userId}`
    const lease = held.get(key) ?? { roomId, userId, connections: 0 }
    const before = lease.connections
    lease.connections += change
    held.set(key, lease)
    if (before > 0 && lease.connections > 0) return waiting.has(key) ? written() : undefined
    waiting.set(key, lease)
    return written()
  }

  return {
    async hold(roomId, userId) {
      let over = false
      const end = () => {
        if (over || stopped) return
        over = true
        // A lease that can't be given up now ends by time.
        count(roomId, userId, -1)?.catch(() => {})
      }
      keepRefreshing()
      try {
        await count(roomId, userId, 1)
      } catch (error) {
        end()
        throw error
      }
      return end
    },

    async keep(roomId, userId, connectionId) {
      const { rowCount } = await sql.query(
        `${TAKE} WHERE (SELECT count(*) FROM "PresenceLease" WHERE "roomId" = room AND "userId" = person
           AND until > ${NOW} AND "connectionId" <> $3) < ${MAX_POLLERS} ${EXTEND}`,
        [[roomId], [userId], `poll:${connectionId}`, times.leaseMs],
      )
      changed([roomId])
      return (rowCount ?? 0) > 0
    },

    async stop() {
      stopped = true
      if (refreshing) clearTimeout(refreshing)
      await (next ?? writing).catch(() => {})
      if (held.size === 0) return
      await sql.query('DELETE FROM "PresenceLease" WHERE "connectionId" = $1', [owner])
      changed([...new Set([...held.values()].map(({ roomId }) => roomId))])
    },
  }
}
