import { CallerError } from '../modules/kernel/errors.ts'
import { type EventPage, type FollowedEvent, HOLE, type Hole, RESET, type ReadOptions } from './event-log.ts'
import { eventsAfter, type FollowParts } from './follow.ts'
import { startingPoint } from './starting-point.ts'
import type { WaitingRoom } from './waiting-room.ts'
import { createWaker } from './waker.ts'

const LONGEST_WAIT_MS = 25_000
const LARGEST_PAGE = 500
/**
 * Who waits asks again after each answer. In a busy stream an answer is therefore this old before it goes, with what came
 * meanwhile: at most 20 requests a second of a caller. Who has waited longer, or gets a full page, is answered at once.
 */
const GATHER_MS = 50

/** What `follow` would deliver next, as one answer; see EventCursors. */
export async function readPage(
  streamId: string,
  options: ReadOptions,
  parts: FollowParts,
  waitingRoom: WaitingRoom,
): Promise<EventPage> {
  const { signal, key = null } = options
  const waitMs = Math.min(Math.max(options.waitMs, 0), LONGEST_WAIT_MS)
  const limit = Math.min(Math.max(options.limit, 1), LARGEST_PAGE)
  const askedAt = Date.now()
  const until = askedAt + waitMs
  const gatherUntil = askedAt + Math.min(waitMs, GATHER_MS)
  const wake = createWaker(signal)
  const access = parts.accessWatch.watch(options.access, wake.now)
  let endAdvance = () => {}
  let release = () => {}
  let leave = () => {}
  let mayBeStale = waitMs === 0
  try {
    const lease = await parts.hubs.open(streamId)
    release = lease.release
    const { hub } = lease
    endAdvance = hub.onAdvance(wake.now)
    const { first, epoch, ...start } = await startingPoint(lease, options)
    const hole = first?.kind === HOLE ? holeIn(first) : null
    const events: FollowedEvent[] = []
    let { position } = start
    for (;;) {
      await access.check()
      if (signal.reason instanceof CallerError) throw signal.reason
      const here = { headSeq: hub.head, epoch: hub.epoch }
      if (first?.kind === RESET || hub.epoch !== epoch) return { ...here, events: [], hole: null, reset: true }
      if (hub.head > position && events.length < limit) {
        const next = await eventsAfter(lease, parts, position, key)
        events.push(...next.events)
        position = next.position
      } else if (events.length > 0 && events.length < limit && !signal.aborted && Date.now() < gatherUntil) {
        await wake.wait(gatherUntil - Date.now())
      } else if (events.length > 0 || hole || signal.aborted) {
        return { ...here, events: events.slice(0, limit), hole, reset: false }
      } else if (mayBeStale) {
        // Who asks without waiting wants what was committed before: a hint of it may still be under way.
        mayBeStale = false
        await lease.refresh()
      } else if (Date.now() >= until) {
        return { ...here, events, hole, reset: false }
      } else {
        leave()
        leave = waitingRoom.enter(options.access?.userId)
        await wake.wait(until - Date.now())
      }
    }
  } finally {
    leave()
    endAdvance()
    access.end()
    wake.end()
    release()
  }
}

function holeIn({ payload }: FollowedEvent): Hole {
  const { fromSeq, toSeq } = payload as Hole
  return { fromSeq, toSeq }
}
