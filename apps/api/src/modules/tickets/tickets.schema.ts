import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { GoNoGo } from './go-no-go.schema.ts'
import { goNoGosOf } from './machine/reads/go-no-go.ts'
import { validUntil } from './machine/reads/reached-end.ts'
import { stepsOf } from './machine/reads/steps.ts'
import { isStuck, waitingFor } from './machine/reads/waiting.ts'
import { taskIsActive } from './machine/ticket.transitions.ts'
import { ticketStream } from './ticket.events.ts'
import { TicketStatus } from './ticket-enums.schema.ts'
import { TicketEvent } from './ticket-events.schema.ts'
import { filesOfTickets, TicketFile } from './ticket-files.schema.ts'
import { TicketStep, TicketTask, TicketVisit, TicketWait } from './ticket-parts.schema.ts'
import { partOf, standing, standingOf, type TicketStanding } from './ticket-standing.ts'
import type { Verification } from './ticket-verifying.ts'
import { mayAssign, mayCancel, mayRevoke, maySubmit, mayUrge, mayWithdraw, type TicketPart } from './tickets.policy.ts'

const User = modelType('User')
const Flow = modelType('Flow')

/** Asked for before the ticket itself: whoever follows from there may hear again of what the answer contains, and misses nothing. */
export const heads = batched(async (ids: string[], { services }: Context) => {
  const positions = await services.tickets.headsOf(ids)
  return new Map(ids.map((id) => [id, positions.get(ticketStream(id))?.head ?? 0]))
})
/** After a change nothing that was read before counts. */
export const forgetHeads = (context: Context) => {
  heads.forget(context)
  filesOfTickets.forget(context)
}

/** Who of them can still sign in: now, and not as it was a moment ago. */
const present = batched(async (ids: string[], { services }: Context) => {
  const found = await services.database.prisma.user.findMany({
    where: { id: { in: ids }, disabledAt: null },
    select: { id: true },
  })
  return new Map(found.map(({ id }) => [id, true]))
})

async function waitsNow(of: TicketStanding, context: Context) {
  const asked = [...new Set(of.state.tasks.map(({ userId }) => userId))]
  const known = await Promise.all(asked.map(async (id) => [id, await present.load(context, id)] as const))
  const active = new Set(known.flatMap(([id, isThere]) => (isThere ? [id] : [])))
  return waitingFor(of.state, { ...of, isActive: (id) => active.has(id) })
}

/** As far as the rule says so of the viewer's part in the ticket. */
const asFar = (rule: (viewer: Viewer, part: TicketPart) => boolean) => ({
  select: standing,
  resolve: (ticket: Parameters<typeof standingOf>[0], _args: object, context: Context) =>
    rule(viewerOf(context), partOf(standingOf(ticket))),
})

const TicketVerification = builder.objectRef<Verification>('TicketVerification').implement({
  description: 'Whether the history of a ticket is what was written, and leads to what is stored.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok', { description: 'Nothing was changed behind its back.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'What does not fit; null: nothing.' }),
    events: t.exposeInt('events', { description: 'How many lines there are.' }),
  }),
})

export const Ticket = builder.prismaObject('Ticket', {
  description: 'A request on its way through a version of a flow. Who has no part in it does not see it.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    number: t.exposeInt('number', { description: 'As people call it; counts up over all tickets.' }),
    title: t.exposeString('title', { description: 'What it is about.' }),
    status: t.expose('status', { type: TicketStatus, description: 'Where it stands.' }),
    round: t.exposeInt('round', { description: '0: a draft. One more each time it begins anew.' }),
    flow: t.field({
      type: Flow,
      description: 'What it runs through; it may have been changed or retired since.',
      select: { flowVersion: { select: { flow: true } } },
      resolve: ({ flowVersion }) => flowVersion.flow,
    }),
    flowVersion: t.relation('flowVersion', { description: 'The version that it began with, and ends with.' }),
    initiator: t.relation('initiator', { description: 'Who opened it.' }),
    form: t.expose('form', { type: 'JSON', description: "The answers, by the names of the form's fields." }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first written.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', nullable: true, description: 'When it was first submitted.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When the answer was there.' }),
    validUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the approval holds; then it LAPSES. Null: until it is used, or it is not approved.',
      select: standing,
      resolve: (ticket) => {
        const { definition, state } = standingOf(ticket)
        return validUntil(definition, state)
      },
    }),
    steps: t.field({
      type: [TicketStep],
      description: 'Each node of `flowVersion`, as it stands in this round.',
      select: standing,
      resolve: (ticket) => {
        const of = standingOf(ticket)
        return stepsOf(of.definition, of.state).map((step) => ({ ...step, of }))
      },
    }),
    goNoGos: t.field({
      type: [GoNoGo],
      description: 'The steps that ask by poll and were come to: the last stay at each, in the order of the drawing.',
      select: standing,
      resolve: (ticket) => {
        const of = standingOf(ticket)
        return goNoGosOf(of.definition, of.state).map((asked) => ({ ...asked, of }))
      },
    }),
    takenLinkIds: t.idList({
      description: 'The links of `flowVersion` that were gone in this round.',
      select: standing,
      resolve: (ticket) => standingOf(ticket).state.taken,
    }),
    visits: t.field({
      type: [TicketVisit],
      description: 'Its stays at steps where people decide, of all rounds, in order.',
      select: standing,
      resolve: (ticket) => {
        const of = standingOf(ticket)
        return of.state.visits.map((visit) => ({ ...visit, of }))
      },
    }),
    tasks: t.field({
      type: [TicketTask],
      description: "Everybody's parts, of all rounds, in the order in which they came to be.",
      select: standing,
      resolve: (ticket) => {
        const of = standingOf(ticket)
        return of.state.tasks.map((task) => ({ ...task, of }))
      },
    }),
    myTasks: t.field({
      type: [TicketTask],
      description: 'What waits for your decision now.',
      select: standing,
      resolve: (ticket, _args, context) => {
        const of = standingOf(ticket)
        const { userId } = viewerOf(context)
        return of.state.tasks
          .filter((task) => taskIsActive(task.status) && task.userId === userId)
          .map((task) => ({ ...task, of }))
      },
    }),
    waitingFor: t.field({
      type: [TicketWait],
      description: 'Why it waits, place by place, and who could unblock it.',
      select: standing,
      resolve: (ticket, _args, context) => waitsNow(standingOf(ticket), context),
    }),
    maySubmit: t.boolean({
      description: 'You may change and submit it.',
      ...asFar(maySubmit),
    }),
    mayWithdraw: t.boolean({
      description: 'You may take it back.',
      ...asFar(mayWithdraw),
    }),
    mayUrge: t.boolean({
      description: 'You may urge those for whom it waits: once in ten minutes.',
      ...asFar(mayUrge),
    }),
    mayCancel: t.boolean({
      description: 'You may end it as an admin.',
      ...asFar(mayCancel),
    }),
    mayRevoke: t.boolean({
      description: 'You may take the approval back.',
      ...asFar(mayRevoke),
    }),
    mayAssign: t.boolean({
      description: 'You may name people for a step where too few are left who may decide: see waitingFor.',
      select: standing,
      resolve: async (ticket, _args, context) => {
        const of = standingOf(ticket)
        return mayAssign(viewerOf(context), of.ownerId) && isStuck(await waitsNow(of, context))
      },
    }),
    copies: t.field({
      type: [User],
      description: 'Who was told of it without deciding it.',
      select: { copies: { orderBy: { at: 'asc' }, select: { user: true } } },
      resolve: ({ copies }) => copies.map(({ user }) => user),
    }),
    files: t.field({
      type: [TicketFile],
      description: 'What was uploaded for its answers and its comments, in that order.',
      resolve: async ({ id }, _args, context) => (await filesOfTickets.load(context, id)) ?? [],
    }),
    headSeq: t.int({
      description: 'The last seq of `ticketEvents`: follow from here.',
      resolve: async ({ id }, _args, context) => (await heads.load(context, id)) ?? 0,
    }),
    verification: t.field({
      type: TicketVerification,
      description: 'Recomputes the hashes of the history and replays it.',
      resolve: ({ id }, _args, { services }) => services.tickets.verifyTicket(id),
    }),
    history: t.field({
      type: [TicketEvent],
      description: 'Everything that happened to it, in order. It only grows.',
      resolve: ({ id }, _args, { services }) => services.tickets.historyOf(id),
    }),
  }),
})
