import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { visibleTo } from '../../tickets/tickets.policy.ts'
import { Release } from '../release.schema.ts'

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

builder.prismaObjectField(modelType('Ticket'), 'release', (t) =>
  t.relation('release', { nullable: true, description: 'The release that it decides about, where it does about one.' }),
)
