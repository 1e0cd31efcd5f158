import type { EventCursors, FollowedEvent, FollowOptions } from './event-log.ts'
import { type FollowParts, followStream } from './follow.ts'
import { type FollowLatestOptions, followLatest, type Latest } from './latest.ts'
import { readPage } from './page.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** What a cursor would read, for those who can serve many equal ones together. */
export interface CursorPlan {
  streamId: string
  options: FollowOptions
}

/** Requests of one user that may wait at once. */
const WAITING_PER_USER = 20

/** The same for something of which only the newest value counts. */
export interface LatestPlan {
  source: Latest<unknown>
  options: FollowLatestOptions
}

const latestPlans = new WeakMap<object, LatestPlan>()

/** The plan of an iterator that `followLatest` made. */
export const latestPlanOf = (iterator: object): LatestPlan | undefined => latestPlans.get(iterator)

const plans = new WeakMap<object, CursorPlan>()

/** The plan of an iterator that `follow` made and nobody has pulled from. */
export const planOf = (iterator: object): CursorPlan | undefined => plans.get(iterator)

/** Whoever is the first to see that the reader is gone ends it; a caller that goes before anybody has pulled is seen by its signal alone. */
function onceGone(signal: AbortSignal, end: () => void): () => void {
  let over = false
  const onEnd = () => {
    if (over) return
    over = true
    signal.removeEventListener('abort', onEnd)
    end()
  }
  signal.addEventListener('abort', onEnd)
  if (signal.aborted) onEnd()
  return onEnd
}

export function createEventCursors(parts: FollowParts): EventCursors {
  const waitingRoom = createWaitingRoom(WAITING_PER_USER)
  return {
    readAfter: (streamId, options) => readPage(streamId, options, parts, waitingRoom),
    followLatest(source, given) {
      const options = { ...given, ...(given.onEnd && { onEnd: onceGone(given.signal, given.onEnd) }) }
      const values = followLatest(source, options, parts.accessWatch)
      latestPlans.set(values, { source: source as Latest<unknown>, options })
      return values
    },
    follow(streamId, options) {
      let reading: ReturnType<typeof read> | null = null
      let over = false
      const read = () => {
        plans.delete(cursor)
        const ended = new AbortController()
        const signal = AbortSignal.any([options.signal, ended.signal])
        return { ended, events: followStream(streamId, { ...options, signal }, parts) }
      }
      const stop = async (): Promise<IteratorResult<FollowedEvent>> => {
        over = true
        // A generator that waits can't be returned from outside, so the abort comes first.
        reading?.ended.abort()
        await reading?.events.return()
        return { done: true, value: undefined }
      }
      // Nothing is made before somebody pulls: what is served by a plan needs only that.
      const cursor: AsyncIterableIterator<FollowedEvent> = {
        async next() {
          if (over) return { done: true, value: undefined }
          reading ??= read()
          return reading.events.next()
        },
        return: stop,
        throw: stop,
        [Symbol.asyncIterator]: () => cursor,
      }
      plans.set(cursor, { streamId, options })
      return cursor
    },
  }
}
