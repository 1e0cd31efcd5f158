import { nodeOfKind } from '../flows/graph/flow.graph.ts'
import { type Need, needOf } from './machine/reads/need.ts'
import { type Step, stepsOf } from './machine/reads/steps.ts'
import { type Wait, waitingFor } from './machine/reads/waiting.ts'
import type { Visit } from './machine/ticket.state.ts'
import type { TicketStanding } from './ticket-standing.ts'

export interface StepThere extends Step {
  visit: Visit | null
}

/** Every node of the flow as it stands in this round, with the last stay there. */
export const stepsThere = ({ definition, state }: TicketStanding): StepThere[] =>
  stepsOf(definition, state).steps.map((step) => ({
    ...step,
    visit: state.visits.find(({ id }) => id === step.visitId) ?? null,
  }))

/** "2 of 3". */
export const needThere = ({ definition, state }: TicketStanding, visit: Visit): Need =>
  needOf(nodeOfKind(definition, visit.nodeId, 'APPROVAL'), visit, state.tasks)

/** Whom a ticket's waits speak of. */
export const peopleWaited = ({ state }: TicketStanding) => [...new Set(state.tasks.map(({ userId }) => userId))]

/**
 * Why it waits, and who could unblock it. Where too few are left to decide, the owner of the flow names people; where those who were
 * asked have left, whoever opened it may withdraw it as well. Admins may do either.
 */
export function waitsThere({ definition, state, ownerId }: TicketStanding, isActive: (userId: string) => boolean) {
  if (!['RUNNING', 'SENT_BACK'].includes(state.status)) return []
  return waitingFor(state, { definition, isActive }).map((wait): Wait => {
    if (wait.reason === 'TOO_FEW_PEOPLE') return { ...wait, unblockerIds: [ownerId] }
    return wait.reason === 'PEOPLE_GONE' ? { ...wait, unblockerIds: [...new Set([ownerId, state.initiatorId])] } : wait
  })
}

/** Whether people can be named somewhere: where too few are left, and where those who were asked have left. */
export const isStuck = (waits: readonly Wait[]): boolean =>
  waits.some(({ reason }) => reason === 'TOO_FEW_PEOPLE' || reason === 'PEOPLE_GONE')
