import { broadcastable } from '../../../graphql/broadcastable.ts'
import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { factsOf } from '../../approvals/drift.ts'
import { TicketEvent } from '../../tickets/ticket-events.schema.ts'
import { visibleTo } from '../../tickets/tickets.policy.ts'
import { Release } from '../release.schema.ts'
import { ApprovalDrift, ApprovalFact } from './release-approval.schema.ts'

builder.prismaObjectField(Release, 'ticket', (t) =>
  t.prismaField({
    type: modelType('Ticket'),
    nullable: true,
    description: 'The ticket that decides about it, where its environment asks for one and you have a part in it.',
    select: { ticketId: true },
    resolve: (query, { ticketId }, _args, context) =>
      ticketId === null
        ? null
        : context.services.database.prisma.ticket.findFirst({
            ...query,
            where: { id: ticketId, ...visibleTo(viewerOf(context)) },
          }),
  }),
)

builder.prismaObjectFields(modelType('Ticket'), (t) => ({
  release: t.relation('release', {
    nullable: true,
    description: 'The release that it decides about, where it does about one.',
  }),
  facts: t.field({
    type: [ApprovalFact],
    description:
      'What exactly is to be approved, where it is about something of Sendoff, such as a release; else empty.',
    select: { subject: true },
    resolve: ({ subject }) => factsOf((subject as { facts?: unknown } | null)?.facts ?? {}),
  }),
}))

builder.objectField(TicketEvent, 'changes', (t) =>
  t.field({
    type: [ApprovalDrift],
    extensions: broadcastable,
    description: 'On STARTED_OVER: what had changed of what is to be approved; else empty.',
    resolve: ({ payload }) => (payload?.change.kind === 'STARTED_OVER' ? payload.change.changes : []),
  }),
)
