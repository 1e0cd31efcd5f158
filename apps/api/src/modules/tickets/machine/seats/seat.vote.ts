import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Tally, Vote } from '../rules/tally.ts'
import { tallyOf } from '../rules/tally.ts'
import type { Seat, Task, TicketState, Visit } from '../ticket.state.ts'

export const tasksOfVisit = ({ tasks }: Pick<TicketState, 'tasks'>, visitId: string): Task[] =>
  tasks.filter((task) => task.visitId === visitId)

/** Those of a seat whose word is part of its vote: advice is not, and who gave a task away has none. */
export const signaturesOf = (tasks: readonly Task[], seatId: string): Task[] =>
  tasks.filter((task) => task.seatId === seatId && task.part !== 'ADVISES' && task.status !== 'TRANSFERRED')

/** A seat has one vote, however many sign for it: all must approve, and one rejection is enough. */
export function voteOf(tasks: readonly Task[], seatId: string): Vote['vote'] {
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

/** Whether a rule could be met if everybody asked approved. Where it could not, the visit is held: it never passes by itself. */
export function couldPass(node: ApprovalNode, seats: readonly Seat[]): boolean {
  const { need, possible } = tallyOfVisit(node, { seats: [...seats] }, [])
  return possible >= need
}
