import { createLatest, type Latest } from '../../streams/latest.ts'
import { createNoticeBook, type PresenceNotice, type Present } from './presence-notices.ts'
import type { PresenceTimes } from './presence-times.ts'

/** Who is in a room at this moment, as plain data. */
export interface PresenceState {
  roomId: string
  /** In the order in which they came. */
  online: string[]
  /** In the order in which they began. */
  typing: string[]
  /** Oldest first. */
  notices: readonly PresenceNotice[]
}

/** One room that somebody of this process watches. */
export interface WatchedRoom {
  readonly latest: Latest<PresenceState>
  /** How many subscriptions watch: the more, the fewer snapshots they get. */
  watchers: number
  takePresent(people: readonly Present[]): void
  takeTyping(userId: string, typing: boolean): void
  /** As it is now, not as it was last shown. */
  state(): PresenceState
  end(): void
}

/** The shortest time between two snapshots; the cost of one grows with those who get it. */
const spacing = (watchers: number) => Math.min(3_000, Math.max(200, watchers * 3))

export function createWatchedRoom(roomId: string, times: PresenceTimes, now: () => number): WatchedRoom {
  const book = createNoticeBook(times)
  const typing = new Map<string, NodeJS.Timeout>()
  const latest = createLatest<PresenceState>()
  let online: string[] = []
  let shown = ''
  let shownAt = Number.NEGATIVE_INFINITY
  let showing: NodeJS.Timeout | null = null
  let settling: NodeJS.Timeout | undefined
  let known = false
  let ended = false

  const state = (): PresenceState => ({ roomId, online, typing: [...typing.keys()], notices: book.notices })

  const show = () => {
    showing = null
    const next = state()
    const text = JSON.stringify([next.online, next.typing, next.notices.map(({ id }) => id)])
    if (text === shown) return
    shown = text
    shownAt = now()
    latest.set(next)
  }

  const changed = () => {
    if (ended || !known) return
    clearTimeout(settling)
    const { nextAt } = book
    if (nextAt !== null) {
      settling = setTimeout(
        () => {
          book.settle(now())
          changed()
        },
        Math.max(1, nextAt - now()),
      ).unref()
    }
    const wait = shownAt + spacing(room.watchers) - now()
    if (wait <= 0) show()
    else showing ??= setTimeout(show, wait).unref()
  }

  const room: WatchedRoom = {
    latest,
    watchers: 0,
    takePresent(people) {
      known = true
      online = people.map(({ userId }) => userId)
      book.take(people, now())
      changed()
    },
    takeTyping(userId, isTyping) {
      clearTimeout(typing.get(userId))
      if (!isTyping) typing.delete(userId)
      else {
        const forget = () => room.takeTyping(userId, false)
        typing.set(userId, setTimeout(forget, times.typingMs).unref())
      }
      changed()
    },
    state,
    end() {
      ended = true
      clearTimeout(settling)
      if (showing) clearTimeout(showing)
      for (const timer of typing.values()) clearTimeout(timer)
    },
  }
  return room
}
