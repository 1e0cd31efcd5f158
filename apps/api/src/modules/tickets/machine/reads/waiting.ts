import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { canPass, tasksOfVisit } from '../seats/seat.vote.ts'
import type { TicketState, Visit, VisitTimer } from '../ticket.state.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'
import type { TicketFacts } from '../ticket.verdict.ts'
import { type Need, needOf } from './need.ts'

/** Why a ticket waits, and who could get it going. */
export type Wait = WaitForInitiator | WaitThere

interface WaitForInitiator extends Waiting {
  /** It was sent back. */
  reason: 'INITIATOR'
  nodeId: null
}

interface WaitThere extends Waiting {
  reason: /** People are asked. */
    | 'DECISION'
    /** Too few could be asked: whoever may name people has to. */
    | 'TOO_FEW_PEOPLE'
    /** Too few of those who are asked are still there: whoever may name people has to. */
    | 'PEOPLE_GONE'
  nodeId: string
  need: Need
}

interface Waiting {
  since: string | null
  /** Whose turn it is. */
  userIds: string[]
  /** Those who can let it go on. Admins always can. */
  unblockerIds: string[]
  /** What happens by itself if nobody does anything, and when. */
  next: VisitTimer | null
}

type Facts = Pick<TicketFacts, 'definition' | 'isActive'> & { ownerId: string }

/** What is waited for now, one for each approval that stands; nothing while it is a draft, and when it is over. */
export function waitingFor(state: TicketState, facts: Facts): Wait[] {
  if (state.status === 'SENT_BACK') {
    const userIds = [state.initiatorId]
    const since = state.visits.at(-1)?.endedAt ?? null
    return [{ reason: 'INITIATOR', nodeId: null, since, userIds, unblockerIds: userIds, next: null }]
  }
  return state.visits.filter(visitStands).map((visit) => waitAt(visit, state, facts))
}

function waitAt(visit: Visit, state: TicketState, { definition, isActive, ownerId }: Facts): WaitThere {
  const tasks = tasksOfVisit(state, visit.id)
  const turn = tasks.filter(({ status }) => taskIsActive(status))
  const userIds = [...new Set(turn.map(({ userId }) => userId))]
  const node = nodeOfKind(definition, visit.nodeId, 'APPROVAL')
  const asked = canPass(node, visit, tasks, isActive) ? 'DECISION' : 'PEOPLE_GONE'
  const reason = visit.state === 'HELD' ? 'TOO_FEW_PEOPLE' : asked
  const unblockers = {
    DECISION: userIds.filter((userId) => isActive(userId)),
    // The owner of the flow names people; where those who were asked have left, whoever opened it may withdraw it as well.
    TOO_FEW_PEOPLE: [ownerId],
    PEOPLE_GONE: [...new Set([ownerId, state.initiatorId])],
  }
  return {
    ...{ reason, nodeId: visit.nodeId, since: visit.enteredAt, userIds, unblockerIds: unblockers[reason] },
    need: needOf(node, visit, tasks),
    next: nextTimer(visit),
  }
}

/** Whether people can be named somewhere: where too few are left, and where those who were asked have left. */
export const isStuck = (waits: readonly Wait[]): boolean =>
  waits.some(({ reason }) => reason === 'TOO_FEW_PEOPLE' || reason === 'PEOPLE_GONE')

const nextTimer = ({ timers }: Visit): VisitTimer | null =>
  timers.filter(({ fired }) => !fired).sort((a, b) => a.dueAt.localeCompare(b.dueAt))[0] ?? null
