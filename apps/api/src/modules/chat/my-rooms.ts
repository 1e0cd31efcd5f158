import { setTimeout as pause } from 'node:timers/promises'
import type { StoredEvent } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import type { RoomNews } from './room-news.ts'
import type { RoomReads, RoomView } from './room-reads.ts'
import { countEvent } from './unread-count.ts'

/** One room as its badge needs it. A room that the viewer is no longer in comes once more, with `isMember: false`. */
export type RoomUpdate = Pick<
  RoomView,
  'id' | 'name' | 'headSeq' | 'unreadCount' | 'mentionCount' | 'isMember' | 'lastMessage'
>

/** Badges are read by people: more often than this is noise. */
const EVERY_MS = 400
/** Hints of what was read elsewhere may be lost; after this long everything is counted anew. */
const RECOUNT_MS = 30_000

/** Unread counts of all rooms of a person, counted on in memory as events come. */
export function createMyRooms(ports: ChatPorts, reads: RoomReads, news: RoomNews) {
  const { bus, isInForce } = ports

  async function* follow(viewer: Viewer, signal: AbortSignal): AsyncGenerator<RoomUpdate, void, undefined> {
    const { userId } = viewer
    const known = new Map<string, RoomView>()
    const changed = new Set<string>()
    const ends = new Map<string, () => void>()
    let stale = true
    let wake = () => {}
    const markStale = () => {
      stale = true
      wake()
    }

    const hear = (roomId: string) => (event: StoredEvent | 'unsure') => {
      const room = known.get(roomId)
      const counted = room && event !== 'unsure' ? countEvent(room, userId, roomId, event) : null
      if (!room || !counted) return markStale()
      if (counted === room) return
      known.set(roomId, { ...room, ...counted })
      changed.add(roomId)
      wake()
    }

    /** Listening comes before counting, so that no event falls between. */
    const recount = async () => {
      stale = false
      if (!(await isInForce(viewer))) return false
      let rooms = await reads.roomsOfMember(userId)
      const fresh = rooms.filter(({ id }) => !ends.has(id))
      for (const { id } of fresh) ends.set(id, news.listen(id, hear(id)))
      if (fresh.length > 0) rooms = await reads.roomsOfMember(userId)
      for (const room of rooms) {
        const before = known.get(room.id)
        if (before && before.headSeq > room.headSeq) continue
        if (!before || !sameBadge(before, room)) changed.add(room.id)
        known.set(room.id, room)
      }
      const present = new Set(rooms.map(({ id }) => id))
      for (const [id, room] of known) {
        if (present.has(id)) continue
        known.set(id, { ...room, isMember: false })
        changed.add(id)
        ends.get(id)?.()
        ends.delete(id)
      }
      return true
    }

    const endings = await Promise.all([
      bus.subscribe('reads', (hint) => hint.userId === userId && markStale()),
      bus.subscribe('access', (hint) => hint.userId === userId && markStale()),
    ])
    const endInterruption = bus.onInterruption(markStale)
    const timer = setInterval(markStale, RECOUNT_MS)
    const onAbort = () => wake()
    signal.addEventListener('abort', onAbort)
    try {
      while (!signal.aborted) {
        if (stale && !(await recount())) return
        for (const id of [...changed]) {
          changed.delete(id)
          const room = known.get(id)
          if (room) yield room
          if (room && !room.isMember) known.delete(id)
        }
        await pause(EVERY_MS, undefined, { signal }).catch(() => {})
        if (stale || changed.size > 0 || signal.aborted) continue
        await new Promise<void>((resolve) => {
          wake = resolve
          if (stale || changed.size > 0 || signal.aborted) resolve()
        })
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      clearInterval(timer)
      endInterruption()
      for (const end of [...endings, ...ends.values()]) end()
    }
  }

  return {
    /** All rooms of the viewer at first, then each whose badge changed. Ends with the viewer's session. */
    followMyRooms(viewer: Viewer, signal: AbortSignal): AsyncIterableIterator<RoomUpdate> {
      guardChat(viewer, 'rooms')
      const ended = new AbortController()
      const updates = follow(viewer, AbortSignal.any([signal, ended.signal]))
      // A generator that waits can't be returned from outside, so the abort comes first.
      const stop = () => {
        ended.abort()
        return updates.return()
      }
      const iterator: AsyncIterableIterator<RoomUpdate> = {
        next: () => updates.next(),
        return: stop,
        throw: stop,
        [Symbol.asyncIterator]: () => iterator,
      }
      return iterator
    },
  }
}

const sameBadge = (a: RoomView, b: RoomView) =>
  a.headSeq === b.headSeq &&
  a.unreadCount === b.unreadCount &&
  a.mentionCount === b.mentionCount &&
  a.name === b.name &&
  a.isMember === b.isMember
