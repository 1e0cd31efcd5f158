import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { Tally } from './poll.state.ts'
import { PollState, PollVisibility } from './poll-enums.schema.ts'
import { PollCountType, PollOptionType } from './poll-numbers.schema.ts'
import type { PollView } from './poll-reading.ts'

const User = modelType('User')

const PollTally = builder.objectRef<Tally>('PollTally').implement({
  description: 'How a poll stands. Of two tallies the one with the larger revision is the newer.',
  fields: (t) => ({
    pollId: t.exposeID('pollId', { extensions: broadcastable, description: 'Of the poll.' }),
    revision: t.exposeInt('revision', {
      extensions: broadcastable,
      description: 'One more with each change of the votes or the state.',
    }),
    state: t.field({
      type: PollState,
      extensions: broadcastable,
      description: 'Where the poll stands.',
      resolve: ({ state }) => state,
    }),
    respondentCount: t.exposeInt('respondentCount', {
      extensions: broadcastable,
      description: 'How many have voted, whoever asks: only what they voted may be hidden.',
    }),
    eligibleCount: t.exposeInt('eligibleCount', {
      extensions: broadcastable,
      description: 'How many may vote: the members of its room, or everybody.',
    }),
    counts: t.field({
      type: [PollCountType],
      nullable: true,
      extensions: broadcastable,
      description: 'In the order of the options; null while you may not know them (see Poll.visibility).',
      resolve: ({ counts }) => counts,
    }),
  }),
})

const Poll = builder.objectRef<PollView>('Poll').implement({
  description: 'A question with options. Nobody is told what somebody else voted.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    question: t.exposeString('question', { description: 'What is asked.' }),
    options: t.field({
      type: [PollOptionType],
      description: 'In their order; they never change.',
      resolve: ({ options }) => options,
    }),
    multiple: t.exposeBoolean('multiple', { description: 'One may choose several options.' }),
    changeable: t.exposeBoolean('changeable', {
      description: 'A vote may be changed and taken back while the poll is open.',
    }),
    visibility: t.field({
      type: PollVisibility,
      description: 'Who may know the numbers while it is open.',
      resolve: ({ visibility }) => visibility,
    }),
    state: t.field({ type: PollState, description: 'Where it stands.', resolve: ({ state }) => state }),
    roomId: t.exposeID('roomId', { nullable: true, description: 'The room whose members vote; null: everybody does.' }),
    createdBy: t.field({
      type: User,
      description: 'Who made it.',
      resolve: ({ createdById }, _args, { services }) => services.accounts.person(createdById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', nullable: true, description: 'When it was first opened.' }),
    closesAt: t.expose('closesAt', { type: 'DateTime', nullable: true, description: 'When it closes by itself.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
    mayManage: t.exposeBoolean('mayManage', { description: 'You may open, pause and close it.' }),
    myOptionIds: t.idList({
      description: 'What you voted; empty: nothing.',
      resolve: ({ id }, _args, context) => context.services.polls.ballotOf(viewerOf(context), id),
    }),
    tally: t.field({
      type: PollTally,
      description: 'The numbers as you may know them.',
      resolve: ({ id }, _args, context) => context.services.polls.tallyFor(viewerOf(context), id),
    }),
  }),
})

const CreatePollInput = builder.inputType('CreatePollInput', {
  description: 'A poll to make.',
  fields: (t) => ({
    question: t.string({ required: true, description: 'At most 300 characters.' }),
    options: t.stringList({ required: true, description: '2 to 10 different ones, of at most 100 characters each.' }),
    roomId: t.id({ description: 'Asks the members of a room, and shows there as a card. Left out: everybody.' }),
    multiple: t.boolean({ description: 'One may choose several options. False if left out.' }),
    changeable: t.boolean({ description: 'A vote may be changed and taken back. True if left out.' }),
    visibility: t.field({ type: PollVisibility, description: 'ALWAYS if left out.' }),
    closesAt: t.field({ type: 'DateTime', description: 'When it closes by itself, at most a year ahead.' }),
    open: t.boolean({ description: 'Opens it at once. False if left out: it is a draft until openPoll.' }),
    clientId: t.string({
      description:
        'A name that you choose, such as a UUID: the same one again answers the poll made by the first call.',
    }),
  }),
})

const pollAfter = async (context: Context, id: string, change: Promise<void>) => {
  await change
  return context.services.polls.requirePoll(viewerOf(context), id)
}

builder.queryField('poll', (t) =>
  t.field({
    type: Poll,
    nullable: true,
    description: 'A poll. Those of a room are for its members, drafts for who made them and operators.',
    args: { id: t.arg.id({ required: true, description: 'Of the poll.' }) },
    resolve: (_root, { id }, context) => context.services.polls.findPoll(viewerOf(context), id),
  }),
)

const id = { required: true, description: 'Of the poll.' } as const

builder.mutationFields((t) => ({
  createPoll: t.field({
    type: Poll,
    description: 'Makes a poll: a draft, or with `open` one that takes votes at once.',
    args: { input: t.arg({ type: CreatePollInput, required: true, description: 'The poll.' }) },
    resolve: async (_root, { input }, context) => {
      const { polls } = context.services
      const made = await polls.createPoll(viewerOf(context), input)
      return polls.requirePoll(viewerOf(context), made.id)
    },
  }),
  openPoll: t.field({
    type: Poll,
    description: 'Opens a draft, or goes on after a pause. In a room its card is posted, or changed.',
    args: { id: t.arg.id(id) },
    resolve: (_root, args, context) =>
      pollAfter(context, args.id, context.services.polls.openPoll(viewerOf(context), args.id)),
  }),
  pausePoll: t.field({
    type: Poll,
    description: 'Takes no votes until it is opened again.',
    args: { id: t.arg.id(id) },
    resolve: (_root, args, context) =>
      pollAfter(context, args.id, context.services.polls.pausePoll(viewerOf(context), args.id)),
  }),
  closePoll: t.field({
    type: Poll,
    description: 'Ends it for good. What was committed before counts, and nothing else.',
    args: { id: t.arg.id(id) },
    resolve: (_root, args, context) =>
      pollAfter(context, args.id, context.services.polls.closePoll(viewerOf(context), args.id)),
  }),
  vote: t.field({
    type: Poll,
    description: 'Casts or replaces your vote; no options: takes it back. A vote is taken whole or refused whole.',
    args: {
      pollId: t.arg.id(id),
      optionIds: t.arg.idList({ required: true, description: 'What you choose: one, or several if it is `multiple`.' }),
    },
    resolve: (_root, { pollId, optionIds }, context) =>
      pollAfter(context, pollId, context.services.polls.vote(viewerOf(context), pollId, optionIds)),
  }),
}))

builder.subscriptionField('pollTally', (t) =>
  t.field({
    type: PollTally,
    description:
      'The tally of a poll: now, and whenever it changes, at most four times a second; the last change always comes.',
    args: { pollId: t.arg.id(id) },
    extensions: broadcastable,
    subscribe: (_root, { pollId }, context) =>
      context.services.polls.followTally(viewerOf(context), pollId, context.signal),
    resolve: (tally) => tally,
  }),
)
