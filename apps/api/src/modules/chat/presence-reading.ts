import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Database } from '../../platform/database/database.ts'
import type { PresenceTimes } from './presence-times.ts'
import { createWatchedRoom, type WatchedRoom } from './watched-room.ts'

/** The rooms of this process that somebody watches, kept up to date from the database. */
export interface PresenceReading {
  /** The room, with `fresh` as the database says now. It stays watched for a while after the last `close`. */
  open(roomId: string, fresh?: boolean): Promise<{ room: WatchedRoom; close(): void }>
  /** Leases of these rooms came or went: here, or elsewhere according to a hint. */
  changed(roomIds: readonly string[]): void
  takeTyping(roomId: string, userId: string, typing: boolean): void
  stop(): void
}

interface Watch {
  room: WatchedRoom
  opens: number
  idle: NodeJS.Timeout | null
}

/** Changes that come within this time are read together. */
const GATHER_MS = 100

interface PresentRow {
  roomId: string
  userId: string
  since: number
}

/** One statement per look, however many rooms: soon after hints, and every few seconds, because hints may be lost. */
export function createPresenceReading(
  { sql }: Pick<Database, 'sql'>,
  bus: Pick<Bus, 'subscribe' | 'onInterruption'>,
  times: PresenceTimes,
  now: () => number,
): PresenceReading {
  const watched = new Map<string, Watch>()
  let stale = new Set<string>()
  let next: Promise<void> | null = null
  let looking: Promise<void> = Promise.resolve()
  let poll: NodeJS.Timeout | null = null
  let endings: (() => void)[] = []
  let listening = false

  const read = async (roomIds: string[]) => {
    const { rows } = await sql.query<PresentRow>(
      `SELECT lease."roomId", lease."userId", (extract(epoch FROM min(lease.since)) * 1000)::float8 AS since
       FROM "PresenceLease" AS lease
       JOIN "RoomMember" AS member ON member."roomId" = lease."roomId" AND member."userId" = lease."userId"
       WHERE lease."roomId" = ANY($1::text[]) AND lease.until > (clock_timestamp() AT TIME ZONE 'UTC')
         AND member."removedAt" IS NULL
       GROUP BY 1, 2 ORDER BY 3, 2`,
      [roomIds],
    )
    const people = new Map<string, PresentRow[]>(roomIds.map((roomId) => [roomId, []]))
    for (const row of rows) people.get(row.roomId)?.push(row)
    for (const [roomId, present] of people) watched.get(roomId)?.room.takePresent(present)
  }

  /** Gathers, then reads: whoever calls gets what was committed before the call. One read after the other. */
  const look = (): Promise<void> => {
    next ??= Promise.all([looking.catch(() => {}), pause(GATHER_MS)]).then(() => {
      next = null
      const roomIds = [...stale].filter((roomId) => watched.has(roomId))
      stale = new Set()
      looking = roomIds.length > 0 ? read(roomIds) : Promise.resolve()
      return looking
    })
    return next
  }

  const changed = (roomIds: Iterable<string>) => {
    let concerned = false
    for (const roomId of roomIds) {
      if (!watched.has(roomId)) continue
      stale.add(roomId)
      concerned = true
    }
    // A look that fails is made up for by the next one.
    if (concerned) look().catch(() => {})
  }

  const takeTyping = (roomId: string, userId: string, typing: boolean) =>
    watched.get(roomId)?.room.takeTyping(userId, typing)

  const lookAround = () => changed([...watched.keys()])

  const listen = () => {
    poll ??= setInterval(lookAround, times.rereadMs).unref()
    if (listening) return
    listening = true
    endings = [bus.onInterruption(lookAround)]
    const keep = (end: () => void) => void endings.push(end)
    // Nobody waits for the bus: without it there is the poll.
    bus.subscribe('presence', ({ roomIds }) => changed(roomIds)).then(keep, () => {})
    bus.subscribe('typing', ({ roomId, userId, typing }) => takeTyping(roomId, userId, typing)).then(keep, () => {})
  }

  const drop = (roomId: string) => {
    watched.get(roomId)?.room.end()
    watched.delete(roomId)
    if (watched.size > 0 || !poll) return
    clearInterval(poll)
    poll = null
  }

  return {
    async open(roomId, fresh = false) {
      listen()
      const known = watched.get(roomId)
      const watch = known ?? { room: createWatchedRoom(roomId, times, now), opens: 0, idle: null }
      watched.set(roomId, watch)
      watch.opens += 1
      if (watch.idle) clearTimeout(watch.idle)
      let closed = false
      const close = () => {
        if (closed) return
        closed = true
        watch.opens -= 1
        // Who polls comes back within a lease, and wants to hear who came and went meanwhile.
        if (watch.opens === 0) watch.idle = setTimeout(() => drop(roomId), times.leaseMs).unref()
      }
      try {
        stale.add(roomId)
        if (fresh || !watch.room.latest.value) await look()
        return { room: watch.room, close }
      } catch (error) {
        close()
        throw error
      }
    },
    changed,
    takeTyping,
    stop() {
      for (const [roomId, { idle }] of watched) {
        if (idle) clearTimeout(idle)
        drop(roomId)
      }
      for (const end of endings) end()
    },
  }
}
