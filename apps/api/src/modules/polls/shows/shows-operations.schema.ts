import { broadcastable } from '../../../graphql/broadcastable.ts'
import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { connectionOf, readPage } from '../../../graphql/pagination.ts'
import { forgetShows, PollShow, PollShowStage } from './shows.schema.ts'

const PollShowConnection = connectionOf('PollShow', PollShow)

const CreatePollShowInput = builder.inputType('CreatePollShowInput', {
  description: 'A show to make.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'At most 200 characters.' }),
    pollIds: t.idList({ required: true, description: '1 to 50 polls that you may see, in their order.' }),
    covers: t.boolean({ description: 'A poll that comes on stage comes with its numbers covered. False if left out.' }),
    clientId: t.string({
      description:
        'A name that you choose, such as a UUID: the same one again answers the show made by the first call.',
    }),
  }),
})

const UpdatePollShowInput = builder.inputType('UpdatePollShowInput', {
  description: 'What is to be different. What is left out stays.',
  fields: (t) => ({
    title: t.string({ description: 'At most 200 characters.' }),
    pollIds: t.idList({
      description: 'All of its polls that you see, in their order; those that you do not see stay behind them.',
    }),
    covers: t.boolean({ description: 'A poll that comes on stage comes with its numbers covered.' }),
  }),
})

const showAfter = async (context: Context, id: string, change: Promise<void>) => {
  await change
  forgetShows(context)
  return context.services.polls.requirePollShow(viewerOf(context), id)
}

const id = { required: true, description: 'Of the show.' } as const

builder.queryFields((t) => ({
  pollShow: t.field({
    type: PollShow,
    nullable: true,
    description: 'A show of polls.',
    args: { id: t.arg.id(id) },
    resolve: (_root, args, context) => context.services.polls.findPollShow(viewerOf(context), args.id),
  }),
  pollShows: t.field({
    type: PollShowConnection,
    description: 'Shows of polls, the newest first.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: (_root, page, context) =>
      readPage(page, {
        keyType: 'string',
        keyOf: (show) => show.id,
        ...context.services.polls.pollShowList(viewerOf(context)),
      }),
  }),
}))

builder.mutationFields((t) => ({
  createPollShow: t.field({
    type: PollShow,
    description: 'Puts polls into an order, to show them one after the other.',
    args: { input: t.arg({ type: CreatePollShowInput, required: true, description: 'The show.' }) },
    resolve: async (_root, { input }, context) => {
      const made = await context.services.polls.createPollShow(viewerOf(context), input)
      return context.services.polls.requirePollShow(viewerOf(context), made.id)
    },
  }),
  updatePollShow: t.field({
    type: PollShow,
    description: 'Changes a show, also while it is on.',
    args: {
      id: t.arg.id(id),
      input: t.arg({ type: UpdatePollShowInput, required: true, description: 'What is to be different.' }),
    },
    resolve: (_root, args, context) =>
      showAfter(context, args.id, context.services.polls.updatePollShow(viewerOf(context), args.id, args.input)),
  }),
  removePollShow: t.field({
    type: 'ID',
    description: 'Removes a show. Its polls stay.',
    args: { id: t.arg.id(id) },
    resolve: async (_root, args, context) => {
      await context.services.polls.removePollShow(viewerOf(context), args.id)
      return args.id
    },
  }),
  stagePoll: t.field({
    type: PollShow,
    description: 'Brings a poll of a show on stage, on all its screens.',
    args: { showId: t.arg.id(id), pollId: t.arg.id({ description: 'Of the poll; null: the curtain falls.' }) },
    resolve: (_root, { showId, pollId }, context) =>
      showAfter(context, showId, context.services.polls.stagePoll(viewerOf(context), showId, pollId ?? null)),
  }),
  revealPoll: t.field({
    type: PollShow,
    description:
      'Covers or uncovers the numbers of the poll on stage. Those that may not be seen yet stay away in any case.',
    args: {
      showId: t.arg.id(id),
      revealed: t.arg.boolean({ required: true, description: 'Whether they are shown.' }),
    },
    resolve: (_root, { showId, revealed }, context) =>
      showAfter(context, showId, context.services.polls.revealPoll(viewerOf(context), showId, revealed)),
  }),
}))

builder.subscriptionField('pollShowStage', (t) =>
  t.field({
    type: PollShowStage,
    description: 'What is on stage of a show: now, and whenever it changes.',
    args: { showId: t.arg.id(id) },
    extensions: broadcastable,
    subscribe: (_root, { showId }, context) =>
      context.services.polls.followShow(viewerOf(context), showId, context.signal),
    resolve: (stage) => stage,
  }),
)
