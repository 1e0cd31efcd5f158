import { createLatest, type Latest } from '../../streams/latest.ts'
import { type Tally, tallyOf } from './poll.state.ts'
import type { Counted } from './poll-counting.ts'

/** People see no more than four changes a second as movement; the last one always comes. */
const EVERY_MS = 250

/** One poll whose tally somebody of this process follows. */
export interface WatchedPoll {
  /** The tally for a reader; readers with equal `userId` (null: whoever it is, they may know the same) share it. */
  open(userId: string | null): { latest: Latest<Tally>; close(): void }
  /** Counts again: at once, or when the last count is old enough. */
  changed(): void
  /** Of the last count; -1 before there is one, or after it failed. */
  readonly revision: number
  readonly readers: number
}

/** `count` gets the users of whom it matters whether they have voted. */
export function createWatchedPoll(count: (userIds: string[]) => Promise<Counted | null>): WatchedPoll {
  const tallies = new Map<string | null, { latest: Latest<Tally>; shown: string; readers: number }>()
  let revision = -1
  let readers = 0
  let countedAt = Number.NEGATIVE_INFINITY
  let waiting: NodeJS.Timeout | null = null
  let counting = false
  let again = false

  const show = ({ poll, voters }: Counted) => {
    for (const [userId, tally] of tallies) {
      const next = tallyOf(poll, userId !== null && voters.has(userId))
      // The time of the count is no news by itself.
      const text = JSON.stringify({ ...next, at: null })
      if (text === tally.shown) continue
      tally.shown = text
      tally.latest.set(next)
    }
    revision = poll.revision
  }

  const countNow = async () => {
    waiting = null
    counting = true
    again = false
    countedAt = performance.now()
    try {
      const counted = await count([...tallies.keys()].filter((userId) => userId !== null))
      if (counted && counted.poll.revision >= revision) show(counted)
    } catch {
      // The database is away: the next beat counts again.
      revision = -1
    }
    counting = false
    if (again) changed()
  }

  const changed = () => {
    again = true
    if (counting || waiting || readers === 0) return
    const wait = countedAt + EVERY_MS - performance.now()
    if (wait <= 0) void countNow()
    else waiting = setTimeout(() => void countNow(), wait).unref()
  }

  return {
    get revision() {
      return revision
    },
    get readers() {
      return readers
    },
    changed,
    open(userId) {
      const tally = tallies.get(userId) ?? { latest: createLatest<Tally>(), shown: '', readers: 0 }
      tallies.set(userId, tally)
      tally.readers += 1
      readers += 1
      changed()
      return {
        latest: tally.latest,
        close() {
          tally.readers -= 1
          readers -= 1
          if (tally.readers === 0) tallies.delete(userId)
          if (readers === 0 && waiting) {
            clearTimeout(waiting)
            waiting = null
          }
        },
      }
    },
  }
}
