import { badInput, type FieldIssue } from '../modules/kernel/errors.ts'
import {
  type FollowedEvent,
  type FollowOptions,
  HEARTBEAT,
  HOLE,
  type Hole,
  RESET,
  type StreamPosition,
} from './event-log.ts'
import type { HubLease } from './hubs.ts'

/** Where a reader stands. */
export interface StartingPoint {
  position: number
  epoch: number
  /** What it must be told before the events after `position`: a hole or a reset. */
  first: FollowedEvent | null
}

export type Start = Pick<FollowOptions, 'after' | 'epoch' | 'replayAtMost'>

/** How many of the newest events follow a hole. */
const NEWEST = 50

/** Where a caller begins. @throws BAD_USER_INPUT for a position that the stream has not reached. */
export async function startingPoint(
  { hub, refresh }: HubLease,
  { after, epoch, replayAtMost }: Start,
): Promise<StartingPoint> {
  // The caller may have learnt of a newer event or epoch elsewhere before this process did.
  if ((after !== null && after > hub.head) || (typeof epoch === 'number' && epoch !== hub.epoch)) await refresh()
  const here: StreamPosition = { head: hub.head, epoch: hub.epoch }
  assertPossible({ after, epoch, replayAtMost }, here)
  if (typeof epoch === 'number' && (epoch !== here.epoch || (after ?? 0) > here.head)) {
    return { position: here.head, epoch: here.epoch, first: resetOf(hub.streamId, here) }
  }
  if (after === null) return { position: here.head, epoch: here.epoch, first: null }
  if (replayAtMost === undefined || here.head - after <= replayAtMost) {
    return { position: after, epoch: here.epoch, first: null }
  }
  const toSeq = here.head - Math.min(NEWEST, replayAtMost)
  return { position: toSeq, epoch: here.epoch, first: holeOf(hub.streamId, here.epoch, { fromSeq: after + 1, toSeq }) }
}

function assertPossible({ after, epoch, replayAtMost }: Start, { head }: StreamPosition) {
  const issues: FieldIssue[] = []
  const reached =
    after === null || (Number.isInteger(after) && after >= 0 && (after <= head || typeof epoch === 'number'))
  if (!reached) {
    const message = `The last seq is ${head}. Give the last one that you have, 0 for everything, or null for what comes next.`
    issues.push({ path: 'after', message })
  }
  if (replayAtMost !== undefined && !(Number.isInteger(replayAtMost) && replayAtMost >= 0)) {
    issues.push({ path: 'replayAtMost', message: 'Give a whole number from 0, or leave it out for everything.' })
  }
  if (issues.length > 0) throw badInput(issues)
}

const made = (streamId: string, kind: string, seq: number, epoch: number, more: object = {}): FollowedEvent => ({
  streamId,
  seq,
  kind,
  key: null,
  payload: { epoch, ...more },
  at: new Date(),
  epoch,
})

export const heartbeatOf = (streamId: string, { head, epoch }: StreamPosition) => made(streamId, HEARTBEAT, head, epoch)

export const resetOf = (streamId: string, { head, epoch }: StreamPosition) => made(streamId, RESET, head, epoch)

const holeOf = (streamId: string, epoch: number, hole: Hole) => made(streamId, HOLE, hole.toSeq, epoch, hole)
