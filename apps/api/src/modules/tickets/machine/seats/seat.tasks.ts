import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Run } from '../ticket.run.ts'
import type { Seat, Task, TaskStatus, Visit } from '../ticket.state.ts'
import { mayDecideAt } from './seat.people.ts'

/** Whom a task is for, and in which part. */
export interface TaskWish {
  seatId: string
  userId: string
  part: Task['part']
  status: TaskStatus
  causedBy: string | null
}

/** Whoever has a part in the visit already; grows with the stand-ins that are found. */
export type Present = Set<string>

/** New tasks of a visit, not yet written down. A standing delegation is followed once, never from stand-in to stand-in. */
export function tasksFor(
  { state, facts }: Run,
  node: ApprovalNode,
  visit: Pick<Visit, 'id' | 'round'>,
  wishes: readonly TaskWish[],
  present: Present,
): Task[] {
  return wishes.map(({ seatId, userId, part, status, causedBy }, index) => {
    const standIn = part === 'ADVISES' ? null : facts.standInOf(userId)
    const stoodIn = standIn !== null && !present.has(standIn) && mayDecideAt(node, facts, standIn)
    if (stoodIn) present.add(standIn)
    return {
      id: `k${state.tasks.length + index + 1}`,
      visitId: visit.id,
      seatId,
      nodeId: node.id,
      round: visit.round,
      userId: stoodIn ? standIn : userId,
      part,
      inPlaceOf: stoodIn ? userId : null,
      causedBy,
      status,
      advice: null,
      comment: '',
      openedAt: facts.now,
      decidedAt: null,
      closedBecause: null,
    }
  })
}

/** The owner's task of each seat. */
export const ownersOf = (seats: readonly Seat[], statusOf: (seat: Seat, index: number) => TaskStatus): TaskWish[] =>
  seats.map((seat, index) => ({
    seatId: seat.id,
    userId: seat.userId,
    part: 'DECIDES',
    status: statusOf(seat, index),
    causedBy: null,
  }))
