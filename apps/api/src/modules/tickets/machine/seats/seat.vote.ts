import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Tally, Vote } from '../rules/tally.ts'
import { isOutOfReach, tallyOf } from '../rules/tally.ts'
import type { Seat, Task, TicketState, Visit } from '../ticket.state.ts'
import { taskIsOver } from '../ticket.transitions.ts'

export const tasksOfVisit = ({ tasks }: Pick<TicketState, 'tasks'>, visitId: string): Task[] =>
  tasks.filter((task) => task.visitId === visitId)

/** Those of a seat whose word is part of its vote: advice is not, and who gave a task away has none. */
export const signaturesOf = (tasks: readonly Task[], seatId: string): Task[] =>
  tasks.filter((task) => task.seatId === seatId && task.part !== 'ADVISES' && task.status !== 'TRANSFERRED')

/** A seat has one vote, however many sign for it: all must approve, and one rejection is enough. */
export function voteOf(tasks: readonly Task[], seatId: string): Exclude<Vote['vote'], 'GONE'> {
  const signatures = signaturesOf(tasks, seatId)
  if (signatures.some(({ status }) => status === 'REJECTED')) return 'REJECTED'
  return signatures.length > 0 && signatures.every(({ status }) => status === 'APPROVED') ? 'APPROVED' : 'OPEN'
}

/** Where a visit stands by its rule. Only seats with a VOTE count. */
export function tallyOfVisit(node: ApprovalNode, { seats }: Pick<Visit, 'seats'>, tasks: readonly Task[]): Tally {
  const voting = seats.filter(({ voice }) => voice === 'VOTE')
  return tallyOf(
    node.rule,
    voting.map(({ id, groups }) => ({ vote: voteOf(tasks, id), groups })),
  )
}

/** Those who must sign and have not, though they have left. */
export const unsignedByGone = (tasks: readonly Task[], seatId: string, isActive: (userId: string) => boolean): Task[] =>
  signaturesOf(tasks, seatId).filter(({ status, userId }) => !taskIsOver(status) && !isActive(userId))

/** Whether a visit can still be passed by those who are asked. Where it cannot it is held: it never passes by itself. */
export function canPass(
  node: ApprovalNode,
  { seats }: Pick<Visit, 'seats'>,
  tasks: readonly Task[],
  isActive: (userId: string) => boolean,
): boolean {
  const voteNow = ({ id }: Seat): Vote['vote'] =>
    unsignedByGone(tasks, id, isActive).length > 0 ? 'GONE' : voteOf(tasks, id)
  if (seats.some((seat) => seat.voice === 'CASTING' && voteNow(seat) === 'OPEN')) return true
  const votes = seats
    .filter(({ voice }) => voice === 'VOTE')
    .map((seat): Vote => ({ vote: voteNow(seat), groups: seat.groups }))
  return !isOutOfReach(tallyOf(node.rule, votes))
}
