import type { Prisma } from '../../platform/database/database.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import { initialState } from './machine/ticket.evolve.ts'
import type { TicketState } from './machine/ticket.state.ts'
import type { TicketPart } from './tickets.policy.ts'

/** The columns from which everything that follows from a ticket's state is read. */
export const standing = {
  ...{ id: true, status: true, initiatorId: true, state: true },
  flowVersion: { select: { definition: true, flow: { select: { ownerId: true } } } },
} satisfies Prisma.TicketSelect

type Row = Prisma.TicketGetPayload<{ select: typeof standing }>

/** A ticket's state with the flow that gives it its meaning. */
export interface TicketStanding {
  id: string
  definition: FlowDefinition
  state: TicketState
  ownerId: string
}

export const standingOf = ({ id, initiatorId, state, flowVersion }: Row): TicketStanding => ({
  id,
  definition: flowVersion.definition as unknown as FlowDefinition,
  state: (state as unknown as TicketState | null) ?? initialState(initiatorId),
  ownerId: flowVersion.flow.ownerId,
})

export const partOf = ({ state, ownerId }: TicketStanding): TicketPart => ({
  status: state.status,
  initiatorId: state.initiatorId,
  flowOwnerId: ownerId,
  approverIds: state.tasks.flatMap(({ status, userId }) => (status === 'APPROVED' ? [userId] : [])),
})
