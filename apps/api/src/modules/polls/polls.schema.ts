import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { connectionOf, readPage } from '../../graphql/pagination.ts'
import { forgetPolls, Poll, PollTally } from './poll.schema.ts'
import { CreatePollInput, PollFilter, UpdatePollInput } from './poll-inputs.schema.ts'

const PollConnection = connectionOf('Poll', Poll)

const pollAfter = async (context: Context, id: string, change: Promise<void>) => {
  await change
  forgetPolls(context)
  return context.services.polls.requirePoll(viewerOf(context), id)
}

builder.queryFields((t) => ({
  poll: t.field({
    type: Poll,
    nullable: true,
    description: 'A poll. Those of a room are for its members, drafts for who made them and operators.',
    args: { id: t.arg.id({ required: true, description: 'Of the poll.' }) },
    resolve: (_root, { id }, context) => context.services.polls.findPoll(viewerOf(context), id),
  }),
  pollByCode: t.field({
    type: Poll,
    nullable: true,
    description: 'The same by what stands in its short address.',
    args: { code: t.arg.string({ required: true, description: 'Seven letters and digits.' }) },
    resolve: (_root, { code }, context) => context.services.polls.findPollByCode(viewerOf(context), code),
  }),
  polls: t.field({
    type: PollConnection,
    description: 'The polls that you may see, the newest first.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      filter: t.arg({ type: PollFilter, description: 'Which ones; all if left out.' }),
    },
    resolve: (_root, { filter, ...page }, context) =>
      readPage(page, {
        keyType: 'string',
        keyOf: ({ id }) => id,
        ...context.services.polls.pollList(viewerOf(context), filter ?? {}),
      }),
  }),
}))

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
  updatePoll: t.field({
    type: Poll,
    description: 'Changes a draft. Once it was opened, nothing of it changes.',
    args: {
      id: t.arg.id(id),
      input: t.arg({ type: UpdatePollInput, required: true, description: 'What is to be different.' }),
    },
    resolve: (_root, args, context) =>
      pollAfter(context, args.id, context.services.polls.updatePoll(viewerOf(context), args.id, args.input)),
  }),
  removePoll: t.field({
    type: 'ID',
    description: 'Removes a draft.',
    args: { id: t.arg.id(id) },
    resolve: async (_root, args, context) => {
      await context.services.polls.removePoll(viewerOf(context), args.id)
      return args.id
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
