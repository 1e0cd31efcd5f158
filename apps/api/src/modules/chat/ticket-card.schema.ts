import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { TicketStatus } from '../tickets/ticket-enums.schema.ts'
import type { TicketCardState } from './room.events.ts'

const User = modelType('User')

const time = (text: string | null) => (text === null ? null : new Date(text))
const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

const TicketCardPoll = builder
  .objectRef<NonNullable<TicketCardState['nodes'][number]['poll']>>('TicketCardPoll')
  .implement({
    description: 'How a step that asks by poll stands.',
    fields: (t) => ({
      go: t.exposeInt('go', shared({ description: 'How many say GO.' })),
      noGo: t.exposeInt('noGo', shared({ description: 'How many say NO-GO.' })),
      asked: t.exposeInt('asked', shared({ description: 'How many are asked in all.' })),
    }),
  })

const TicketCardNode = builder.objectRef<TicketCardState['nodes'][number]>('TicketCardNode').implement({
  description: 'A step at which a ticket is.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', shared({ description: 'Of the step in the flow.' })),
    title: t.exposeString('title', shared({ description: 'Of the step.' })),
    held: t.exposeBoolean('held', shared({ description: 'Too few are left who may decide: people must be named.' })),
    approvals: t.exposeInt('approvals', shared({ description: 'How many have approved …' })),
    need: t.exposeInt('need', shared({ description: '… of how many that it needs.' })),
    poll: t.field(
      shared({
        type: TicketCardPoll,
        nullable: true,
        description: 'Of a step that asks by poll.',
        resolve: (node: TicketCardState['nodes'][number]) => node.poll ?? null,
      }),
    ),
    waitingFor: t.field({
      type: [User],
      extensions: broadcastable,
      description: 'Who is asked and has not decided.',
      resolve: ({ waitingUserIds }, _args, { services }) =>
        Promise.all(waitingUserIds.map((id) => services.accounts.person(id))),
    }),
  }),
})

export const TicketCard = builder.objectRef<TicketCardState>('TicketCard').implement({
  description:
    'A ticket, as it stood when its card last changed. Decide with the tasks that `ticket` tells you are yours (Ticket.myTasks).',
  fields: (t) => ({
    ticketId: t.exposeID('ticketId', shared({ description: 'Of the ticket.' })),
    number: t.exposeInt('number', shared({ description: 'Of the ticket, as people call it.' })),
    title: t.exposeString('title', shared({ description: 'What it is about.' })),
    flowTitle: t.exposeString('flowTitle', shared({ description: 'What it runs through.' })),
    status: t.field(
      shared({
        type: TicketStatus,
        description: 'Where it stands.',
        resolve: (card: TicketCardState) => card.status,
      }),
    ),
    round: t.exposeInt('round', shared({ description: 'The round that it is in.' })),
    initiator: t.field({
      type: User,
      extensions: broadcastable,
      description: 'Who opened it.',
      resolve: ({ initiatorId }, _args, { services }) => services.accounts.person(initiatorId),
    }),
    openedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When.',
        resolve: (card: TicketCardState) => time(card.openedAt),
      }),
    ),
    endedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When the answer was there.',
        resolve: (card: TicketCardState) => time(card.endedAt),
      }),
    ),
    reason: t.exposeString('reason', shared({ nullable: true, description: 'Why it ended, in somebody’s words.' })),
    nodes: t.field(
      shared({
        type: [TicketCardNode],
        description: 'Where it is now; empty: nowhere any more.',
        resolve: (card: TicketCardState) => card.nodes,
      }),
    ),
  }),
})
