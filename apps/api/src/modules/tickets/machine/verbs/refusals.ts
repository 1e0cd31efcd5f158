import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import type { Run } from '../ticket.run.ts'
import type { Task, TicketState, Visit } from '../ticket.state.ts'
import type { Refusal } from '../ticket.verdict.ts'

export const isBlank = (text: string): boolean => text.trim() === ''

/** A ticket that has come to its end says how; else its status alone does not allow it. */
export const notOfStatus = ({ end }: TicketState): Refusal =>
  end ? { reason: 'ALREADY_DECIDED', decided: end } : { reason: 'WRONG_STATUS' }

/** Who ended a task, when, and with what. */
export const alreadyDecided = ({ closedBecause, decidedAt, openedAt, userId, status }: Task): Refusal => ({
  reason: 'ALREADY_DECIDED',
  decided: {
    byUserId: closedBecause ? closedBecause.byUserId : userId,
    at: decidedAt ?? openedAt,
    status: closedBecause ? closedBecause.kind : status,
  },
})

/** Why people may not be asked at a visit together; null: they may. */
export function notAllToBeAsked(
  run: Run,
  node: ApprovalNode,
  visit: Visit,
  userIds: readonly string[],
): Refusal | null {
  if (userIds.length === 0) return { reason: 'PERSON_REFUSED' }
  for (const [index, userId] of userIds.entries()) {
    if (userIds.indexOf(userId) < index) return { reason: 'PERSON_REFUSED', userId }
    const refused = notToBeAsked(run, node, visit, userId)
    if (refused) return refused
  }
  return null
}

/** Why somebody may not be asked at a visit; null: they may. Each person counts once there, and never for themselves. */
export function notToBeAsked({ facts, state }: Run, node: ApprovalNode, visit: Visit, userId: string): Refusal | null {
  if (!facts.isActive(userId)) return { reason: 'PERSON_REFUSED', userId }
  if (!node.selfApproval && facts.isSelf(userId)) return { reason: 'SELF_APPROVAL', userId }
  return seatsTaken(visit, state.tasks).has(userId) ? { reason: 'PERSON_REFUSED', userId } : null
}
