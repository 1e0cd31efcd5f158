import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Tally } from '../rules/tally.ts'
import { tallyOfVisit } from '../seats/seat.vote.ts'
import type { Task, Visit } from '../ticket.state.ts'

export interface Need extends Tally {
  /** How many have a vote: n. */
  people: number
}

/**
 * “2 of 3” of a visit: approvals that are needed, there, and still possible.
 *
 * @param tasks the ticket's, or those of this visit alone
 */
export function needOf(node: ApprovalNode, visit: Visit, tasks: readonly Task[]): Need {
  const people = visit.seats.filter(({ voice }) => voice === 'VOTE').length
  return { ...tallyOfVisit(node, visit, tasks), people }
}
