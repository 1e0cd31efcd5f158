import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { parseInput } from '../kernel/input.ts'
import type { TaskCount } from './task-following.ts'
import { TaskDecision, TicketScope, TicketStatus } from './ticket-enums.schema.ts'
import { ticketFilter } from './tickets.input.ts'
import { forgetHeads, heads, Ticket } from './tickets.schema.ts'

const TicketConnection = connectionOf('Ticket', Ticket)

const TaskCountType = builder.objectRef<TaskCount>('TaskCount').implement({
  description: 'What waits for you.',
  fields: (t) => ({ pending: t.exposeInt('pending', { description: 'How many tasks you may decide now.' }) }),
})

const TicketFilter = builder.inputType('TicketFilter', {
  description: 'Which tickets; what is left out filters nothing.',
  fields: (t) => ({
    scope: t.field({ type: TicketScope, description: 'ALL if left out.' }),
    status: t.field({ type: [TicketStatus], description: 'In one of these.' }),
    flowId: t.id({ description: 'That run through this flow, whatever its version.' }),
    initiatorId: t.id({ description: 'That this person opened.' }),
    search: t.string({ description: 'Words of the title, or a number.' }),
    asksByPoll: t.boolean({ description: 'true: with a go / no-go that stands; false: without one.' }),
  }),
})

builder.queryFields((t) => ({
  tickets: t.field({
    type: TicketConnection,
    description: 'Tickets that you have a part in, the newest first; OPERATORs see all.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      filter: t.arg({ type: TicketFilter, description: 'Which.' }),
    },
    resolve: (_root, { filter, ...page }, context, info) => {
      const { services } = context
      const where = services.tickets.whereTickets(viewerOf(context), parseInput(ticketFilter, filter ?? {}, 'filter'))
      return readPage(page, {
        keyType: 'number',
        find: (after, take) =>
          services.database.prisma.ticket.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            where: after === null ? where : { AND: [where, { number: { lt: after } }] },
            orderBy: { number: 'desc' },
            take,
          }),
        keyOf: (ticket) => ticket.number,
        count: () => services.database.prisma.ticket.count({ where }),
      })
    },
  }),
  ticket: t.prismaField({
    type: Ticket,
    nullable: true,
    description: 'One ticket; null when there is none with this id, or you have no part in it.',
    args: { id: t.arg.id({ required: true, description: 'Of the ticket.' }) },
    resolve: async (query, _root, { id }, context) => {
      const where = context.services.tickets.whereTicket(viewerOf(context), id)
      if (!where) return null
      await heads.load(context, id)
      return context.services.database.prisma.ticket.findFirst({ ...query, where })
    },
  }),
  taskCount: t.field({
    type: TaskCountType,
    description: 'How many tasks wait for you; live by the subscription `myTasks`.',
    resolve: (_root, _args, context) => context.services.tickets.taskCount(viewerOf(context)),
  }),
}))

builder.subscriptionField('myTasks', (t) =>
  t.field({
    type: TaskCountType,
    description: 'How many tasks wait for you: now, and whenever that changes. Only the newest number counts.',
    subscribe: (_root, _args, context) => context.services.tickets.followTasks(viewerOf(context), context.signal),
    resolve: (count) => count,
  }),
)

const OpenTicketInput = builder.inputType('OpenTicketInput', {
  description: 'A ticket to open.',
  fields: (t) => ({
    flowId: t.id({ required: true, description: 'Of a published flow; the ticket keeps to its present version.' }),
    title: t.string({ required: true, description: 'What it is about; at most 200 characters.' }),
    form: t.field({
      type: 'JSON',
      required: true,
      description: "The answers, by the names of the form's fields: see FlowVersion.formSchema.",
    }),
    draft: t.boolean({ description: 'Keeps it to yourself until submitTicket; its form may have gaps.' }),
    clientId: t.string({
      description: 'A name that you choose, such as a UUID: the same call again answers the ticket of the first one.',
    }),
    copyTo: t.idList({ description: 'Users who are to know of it.' }),
  }),
})

const DecideInput = builder.inputType('DecideInput', {
  description: 'A decision on a task of yours.',
  fields: (t) => ({
    taskId: t.id({ required: true, description: 'Of the task: see Ticket.myTasks.' }),
    decision: t.field({ type: TaskDecision, required: true, description: 'What to do.' }),
    comment: t.string({ description: 'Why; a rejection needs it. At most 1000 characters.' }),
    round: t.int({ description: 'The round that you looked at; CONFLICT when it is over. Left out: of the task.' }),
    clientId: t.string({
      description: 'A name that you choose, such as a UUID: the same decision sent again is one decision.',
    }),
    userIds: t.idList({ description: 'Whom TRANSFER, DELEGATE and ADD_… name.' }),
    toNodeId: t.id({ description: 'Where SEND_BACK goes; left out: to whoever opened the ticket.' }),
  }),
})

const CommentInput = builder.inputType('CommentOnTicketInput', {
  description: 'Something to say about a ticket.',
  fields: (t) => ({
    ticketId: t.id({ required: true, description: 'Of the ticket.' }),
    text: t.string({ required: true, description: 'At most 4000 characters; may be empty when there are files.' }),
    attachmentIds: t.idList({
      description: 'Files that you uploaded (POST /attachments without a roomId), at most 10.',
    }),
    clientId: t.string({ description: 'A name that you choose: the same comment sent again is one comment.' }),
  }),
})

const AssignInput = builder.inputType('AssignTaskInput', {
  description: 'People for a step where too few are left who may decide.',
  fields: (t) => ({
    ticketId: t.id({ required: true, description: 'Of the ticket.' }),
    visitId: t.id({ required: true, description: 'Of the stay where too few are left: see Ticket.waitingFor.' }),
    userIds: t.idList({ required: true, description: 'Who is to decide.' }),
    clientId: t.string({ description: 'A name that you choose: the same call again changes nothing.' }),
  }),
})

type Query = Parameters<Context['services']['database']['prisma']['ticket']['findUniqueOrThrow']>[0]

/** The ticket as it is after a change; whoever changed it may see it. */
async function after(context: Context, query: object, change: Promise<{ id: string } | { ticketId: string }>) {
  const changed = await change
  forgetHeads(context)
  const id = 'id' in changed ? changed.id : changed.ticketId
  await heads.load(context, id)
  return context.services.database.prisma.ticket.findUniqueOrThrow({ ...query, where: { id } } as Query)
}

const same = async (id: string, change: Promise<void>) => {
  await change
  return { id }
}

const id = { required: true, description: 'Of the ticket.' } as const

builder.mutationFields((t) => ({
  openTicket: t.prismaField({
    type: Ticket,
    description:
      'Opens a ticket. BAD_USER_INPUT names each answer that is wrong (`input.form.<field>`); CONFLICT when the flow is retired.',
    args: { input: t.arg({ type: OpenTicketInput, required: true, description: 'The ticket.' }) },
    resolve: (query, _root, { input }, context) =>
      after(context, query, context.services.tickets.openTicket(viewerOf(context), input)),
  }),
  saveTicket: t.prismaField({
    type: Ticket,
    description: 'Changes a draft of yours, or one that was sent back to you.',
    args: {
      id: t.arg.id(id),
      title: t.arg.string({ description: 'Left out: as it is.' }),
      form: t.arg({ type: 'JSON', description: 'All answers; left out: as they are.' }),
    },
    resolve: (query, _root, { id, ...change }, context) =>
      after(context, query, same(id, context.services.tickets.saveTicket(viewerOf(context), id, change))),
  }),
  submitTicket: t.prismaField({
    type: Ticket,
    description:
      'Sets a draft on its way, by the newest version of its flow; or what was sent back, for another round.',
    args: {
      id: t.arg.id(id),
      clientId: t.arg.string({ description: 'A name that you choose: the same call again changes nothing.' }),
    },
    resolve: (query, _root, { id, clientId }, context) =>
      after(context, query, same(id, context.services.tickets.submitTicket(viewerOf(context), id, clientId ?? null))),
  }),
  removeTicket: t.id({
    description: 'Removes a draft of yours. Answers its id.',
    args: { id: t.arg.id(id) },
    resolve: async (_root, { id }, context) => {
      await context.services.tickets.removeTicket(viewerOf(context), id)
      return id
    },
  }),
  decide: t.prismaField({
    type: Ticket,
    description:
      'Decides a task of yours. When somebody was faster: CONFLICT, and `conflictsWith` says who (`decidedBy`, `decidedByName`), when (`decidedAt`) and how it stands (`status`). FORBIDDEN for the tasks of others.',
    args: { input: t.arg({ type: DecideInput, required: true, description: 'The decision.' }) },
    resolve: (query, _root, { input }, context) =>
      after(context, query, context.services.tickets.decide(viewerOf(context), input)),
  }),
  withdrawTicket: t.prismaField({
    type: Ticket,
    description: 'Takes a ticket of yours back. CONFLICT when it has ended.',
    args: { id: t.arg.id(id), reason: t.arg.string({ description: 'Why; at most 1000 characters.' }) },
    resolve: (query, _root, { id, reason }, context) =>
      after(context, query, same(id, context.services.tickets.withdrawTicket(viewerOf(context), id, reason ?? null))),
  }),
  cancelTicket: t.prismaField({
    type: Ticket,
    description: 'Ends a ticket that is on its way, for everybody to see who did and why. Needs ADMIN.',
    args: {
      id: t.arg.id(id),
      reason: t.arg.string({ required: true, description: 'Why; at most 1000 characters.' }),
    },
    resolve: (query, _root, { id, reason }, context) =>
      after(context, query, same(id, context.services.tickets.cancelTicket(viewerOf(context), id, reason))),
  }),
  revokeTicket: t.prismaField({
    type: Ticket,
    description: 'Takes an approval back before it is used: for whoever opened the ticket or approved it.',
    args: {
      id: t.arg.id(id),
      reason: t.arg.string({ required: true, description: 'Why; at most 1000 characters.' }),
    },
    resolve: (query, _root, { id, reason }, context) =>
      after(context, query, same(id, context.services.tickets.revokeTicket(viewerOf(context), id, reason))),
  }),
  commentOnTicket: t.prismaField({
    type: Ticket,
    description: 'Says something about a ticket. Decides nothing.',
    args: { input: t.arg({ type: CommentInput, required: true, description: 'What.' }) },
    resolve: (query, _root, { input }, context) =>
      after(context, query, context.services.tickets.commentOnTicket(viewerOf(context), input)),
  }),
  urgeTicket: t.prismaField({
    type: Ticket,
    description: 'Urges those for whom a ticket of yours waits. RATE_LIMITED: at most once in ten minutes.',
    args: { id: t.arg.id(id) },
    resolve: (query, _root, { id }, context) =>
      after(context, query, same(id, context.services.tickets.urgeTicket(viewerOf(context), id))),
  }),
  copyTicket: t.prismaField({
    type: Ticket,
    description: 'Lets people know of a ticket: they see it from then on.',
    args: {
      id: t.arg.id(id),
      userIds: t.arg.idList({ required: true, description: 'Who.' }),
    },
    resolve: (query, _root, { id, userIds }, context) =>
      after(context, query, same(id, context.services.tickets.copyTicket(viewerOf(context), id, userIds))),
  }),
  assignTask: t.prismaField({
    type: Ticket,
    description: 'Names people where too few are left who may decide. For the owner of the flow and ADMIN.',
    args: { input: t.arg({ type: AssignInput, required: true, description: 'Who, where.' }) },
    resolve: (query, _root, { input }, context) =>
      after(context, query, context.services.tickets.assignTask(viewerOf(context), input)),
  }),
}))
