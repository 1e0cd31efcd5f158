import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { nodeOfKind } from '../flows/graph/flow.graph.ts'
import { needOf } from './machine/reads/need.ts'
import type { Step } from './machine/reads/steps.ts'
import type { Wait } from './machine/reads/waiting.ts'
import type { CloseCause, Task, Visit, VisitTimer } from './machine/ticket.state.ts'
import {
  TicketStepState,
  TicketTaskPart,
  TicketTaskStatus,
  TicketTimerKind,
  TicketVisitState,
  TicketWaitReason,
} from './ticket-enums.schema.ts'
import { outerId } from './ticket-rows.ts'
import type { TicketStanding } from './ticket-standing.ts'

const User = modelType('User')

/** A part of a ticket, with the ticket that it is read from. */
type Of<T> = T & { of: TicketStanding }

const date = (text: string | null) => (text === null || text === '' ? null : new Date(text))

const TicketCloseCause = builder.objectRef<CloseCause>('TicketCloseCause').implement({
  description: "Why a task ended without its person's decision.",
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description:
        'NODE_PASSED, NODE_FAILED, TICKET_ENDED, SENT_BACK, WITHDRAWN, CANCELLED, STARTED_OVER, OWNER_DECIDED or DEADLINE. More may come.',
    }),
    by: t.field({
      type: User,
      nullable: true,
      description: 'Who brought it about; null: a rule or a deadline.',
      resolve: ({ byUserId }, _args, { services }) => (byUserId === null ? null : services.accounts.person(byUserId)),
    }),
  }),
})

export const TicketTask = builder.objectRef<Of<Task>>('TicketTask').implement({
  description: "One person's part at one step.",
  fields: (t) => ({
    id: t.id({ description: 'Opaque: what `decide` names.', resolve: ({ of, id }) => outerId(of.id, id) }),
    nodeId: t.exposeID('nodeId', { description: 'Of the step in the flow.' }),
    visitId: t.id({ description: 'Of the stay there.', resolve: ({ of, visitId }) => outerId(of.id, visitId) }),
    round: t.exposeInt('round', { description: 'In which it was asked.' }),
    user: t.field({
      type: User,
      description: 'Who is asked.',
      resolve: ({ userId }, _args, { services }) => services.accounts.person(userId),
    }),
    part: t.field({ type: TicketTaskPart, description: 'For what.', resolve: ({ part }) => part }),
    status: t.field({ type: TicketTaskStatus, description: 'How it stands.', resolve: ({ status }) => status }),
    inPlaceOf: t.field({
      type: User,
      nullable: true,
      description: 'For whom this person acts, by a standing delegation.',
      resolve: ({ inPlaceOf }, _args, { services }) =>
        inPlaceOf === null ? null : services.accounts.person(inPlaceOf),
    }),
    advice: t.string({
      nullable: true,
      description: 'Of one that ADVISES: APPROVE or REJECT, once it was given.',
      resolve: ({ advice }) => advice,
    }),
    comment: t.exposeString('comment', { description: 'What they said with it.' }),
    openedAt: t.field({
      type: 'DateTime',
      description: 'When they were asked.',
      resolve: ({ openedAt }) => new Date(openedAt),
    }),
    decidedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: ({ decidedAt }) => date(decidedAt),
    }),
    closedBecause: t.field({
      type: TicketCloseCause,
      nullable: true,
      description: 'Only when it ended without their decision.',
      resolve: ({ closedBecause }) => closedBecause,
    }),
  }),
})

/** "2 of 3". */
const needThere = ({ of: { definition, state }, ...visit }: Of<Visit>) =>
  needOf(nodeOfKind(definition, visit.nodeId, 'APPROVAL'), visit, state.tasks)

const TicketTimer = builder.objectRef<VisitTimer>('TicketTimer').implement({
  description: 'What happens at a time when nobody decides.',
  fields: (t) => ({
    kind: t.field({ type: TicketTimerKind, description: 'What.', resolve: ({ kind }) => kind }),
    dueAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ dueAt }) => new Date(dueAt) }),
    fired: t.exposeBoolean('fired', { description: 'It has happened.' }),
  }),
})

export const TicketVisit = builder.objectRef<Of<Visit>>('TicketVisit').implement({
  description: 'One stay at a step at which people decide.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque: what `assignTask` names.', resolve: ({ of, id }) => outerId(of.id, id) }),
    nodeId: t.exposeID('nodeId', { description: 'Of the step in the flow.' }),
    round: t.exposeInt('round', { description: 'In which it was.' }),
    state: t.field({ type: TicketVisitState, description: 'How it stands.', resolve: ({ state }) => state }),
    enteredAt: t.field({
      type: 'DateTime',
      description: 'When it began.',
      resolve: ({ enteredAt }) => new Date(enteredAt),
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: ({ endedAt }) => date(endedAt),
    }),
    need: t.int({
      description: 'How many approvals it needs.',
      resolve: (visit) => needThere(visit).need,
    }),
    people: t.int({
      description: 'How many were asked: one vote each. Who is only asked whether they object is none of them.',
      resolve: (visit) => needThere(visit).people,
    }),
    approvals: t.int({
      description: 'How many have approved.',
      resolve: (visit) => needThere(visit).given,
    }),
    tasks: t.field({
      type: [TicketTask],
      description: 'Of those who were asked there, in the order in which they were.',
      resolve: ({ of, id }) => of.state.tasks.filter((task) => task.visitId === id).map((task) => ({ ...task, of })),
    }),
    timers: t.field({
      type: [TicketTimer],
      description: 'What happens when nobody decides; empty: it waits for ever.',
      resolve: ({ timers }) => timers,
    }),
  }),
})

export const TicketStep = builder.objectRef<Of<Step>>('TicketStep').implement({
  description: 'A node of the flow, as the ticket came through it.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { description: 'Of the node.' }),
    state: t.field({ type: TicketStepState, description: 'How it stands.', resolve: ({ state }) => state }),
    visit: t.field({
      type: TicketVisit,
      nullable: true,
      description: 'The last stay there in this round, where people decide.',
      resolve: ({ of, visit }) => visit && { ...visit, of },
    }),
  }),
})

export const TicketWait = builder.objectRef<Wait>('TicketWait').implement({
  description: 'Why a ticket waits, and who could unblock it.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { nullable: true, description: 'Where; null: with whoever opened it.' }),
    reason: t.field({ type: TicketWaitReason, description: 'Why.', resolve: ({ reason }) => reason }),
    users: t.field({
      type: [User],
      description: 'For whom it waits.',
      resolve: ({ userIds }, _args, { services }) => Promise.all(userIds.map((id) => services.accounts.person(id))),
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when.',
      resolve: ({ since }) => date(since),
    }),
    next: t.field({
      type: TicketTimer,
      nullable: true,
      description: 'What happens by itself if nobody does anything; null: nothing, ever.',
      resolve: ({ next }) => next,
    }),
    unblockers: t.field({
      type: [User],
      description: 'Who could let it go on. An admin can always cancel it, and name people where it is HELD.',
      resolve: ({ unblockerIds }, _args, { services }) =>
        Promise.all(unblockerIds.map((id) => services.accounts.person(id))),
    }),
  }),
})
