import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Seat, Task, Visit } from '../ticket.state.ts'
import { signaturesOf, voteOf } from './seat.vote.ts'

/** Whether a task's turn has come: the visit is open, the seats before it have approved, and in its own seat those who sign first. */
export function turnHasCome(node: ApprovalNode, visit: Visit, tasks: readonly Task[], task: Task): boolean {
  return visit.state === 'OPEN' && seatsTurn(node, visit.seats, tasks, task.seatId) && turnInSeat(tasks, task)
}

/** In a SEQUENCE seats come one after the other; who may only object, or was asked because the time was over, waits for nobody. */
export function seatsTurn(node: ApprovalNode, seats: readonly Seat[], tasks: readonly Task[], seatId: string): boolean {
  if (node.rule.kind !== 'SEQUENCE') return true
  const voting = seats.filter(({ voice }) => voice === 'VOTE')
  const before = voting.slice(
    0,
    Math.max(
      0,
      voting.findIndex(({ id }) => id === seatId),
    ),
  )
  return before.every(({ id }) => voteOf(tasks, id) === 'APPROVED')
}

function turnInSeat(tasks: readonly Task[], { seatId, part }: Task): boolean {
  const approved = (awaited: Task['part']) =>
    signaturesOf(tasks, seatId).every((other) => other.part !== awaited || other.status === 'APPROVED')
  if (part === 'DECIDES') return approved('SIGNS_BEFORE')
  return part !== 'SIGNS_AFTER' || approved('DECIDES')
}
