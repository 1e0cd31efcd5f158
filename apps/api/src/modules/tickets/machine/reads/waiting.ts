import type { FlowDefinition } from '../../../flows/flow.definition.ts'
import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { canPass, tasksOfVisit } from '../seats/seat.vote.ts'
import type { TicketState, Visit, VisitTimer } from '../ticket.state.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'
import { type Need, needOf } from './need.ts'

/** Why a ticket waits, and who could get it going. */
export interface Wait {
  reason: /** People are asked. */
    | 'DECISION'
    /** Too few could be asked: whoever may name people has to. */
    | 'TOO_FEW_PEOPLE'
    /** Too few of those who are asked are still there: whoever may name people has to. */
    | 'PEOPLE_GONE'
    /** It was sent back, or never handed in. */
    | 'INITIATOR'
  /** Null: no node, the ticket itself. */
  nodeId: string | null
  visitId: string | null
  since: string | null
  /** Whose turn it is. */
  userIds: string[]
  /** Those of them who can act: nobody, where others have to be named. */
  unblockerIds: string[]
  need: Need | null
  /** What happens by itself if nobody does anything, and when. */
  next: VisitTimer | null
}

/** What is waited for now, one for each approval that stands; nothing when the ticket is over. */
export function waitingFor(
  state: TicketState,
  facts: { definition: FlowDefinition; isActive(userId: string): boolean },
): Wait[] {
  if (state.status === 'DRAFT' || state.status === 'SENT_BACK') {
    const userIds = [state.initiatorId]
    const since = state.visits.at(-1)?.endedAt ?? null
    const nothing = { nodeId: null, visitId: null, need: null, next: null }
    return [{ reason: 'INITIATOR', ...nothing, since, userIds, unblockerIds: userIds }]
  }
  return state.visits.filter(visitStands).map((visit): Wait => {
    const tasks = tasksOfVisit(state, visit.id)
    const turn = tasks.filter(({ status }) => taskIsActive(status))
    const userIds = [...new Set(turn.map(({ userId }) => userId))]
    const unblockerIds = userIds.filter((userId) => facts.isActive(userId))
    const node = nodeOfKind(facts.definition, visit.nodeId, 'APPROVAL')
    const asked = canPass(node, visit, tasks, (userId) => facts.isActive(userId)) ? 'DECISION' : 'PEOPLE_GONE'
    return {
      reason: visit.state === 'HELD' ? 'TOO_FEW_PEOPLE' : asked,
      nodeId: visit.nodeId,
      visitId: visit.id,
      since: visit.enteredAt,
      userIds,
      unblockerIds,
      need: needOf(node, visit, tasks),
      next: nextTimer(visit),
    }
  })
}

const nextTimer = ({ timers }: Visit): VisitTimer | null =>
  timers.filter(({ fired }) => !fired).sort((a, b) => a.dueAt.localeCompare(b.dueAt))[0] ?? null
