import { batched } from '../../graphql/batch.ts'
import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { notFound } from '../kernel/errors.ts'
import type { Tally } from './poll.state.ts'
import { PollSecrecy, PollState, PollVisibility } from './poll-enums.schema.ts'
import { PollCountType, PollOptionType } from './poll-numbers.schema.ts'
import type { PollView } from './poll-reading.ts'
import { NamedBallot, PollRecount, PollResultType } from './poll-results.schema.ts'

const User = modelType('User')

export const PollTally = builder.objectRef<Tally>('PollTally').implement({
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
    closesAt: t.expose('closesAt', {
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'When it closes by itself.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'When it was closed.',
    }),
    at: t.expose('at', {
      type: 'DateTime',
      extensions: broadcastable,
      description: "When this was counted, by the server's clock: a countdown goes by it.",
    }),
  }),
})

const standings = batched((ids: string[], context) => context.services.polls.talliesFor(viewerOf(context), ids))

const ownBallots = batched((ids: string[], context) => context.services.polls.ballotsOf(viewerOf(context), ids))

/** After something was changed by the same operation. */
export function forgetPolls(context: Context) {
  standings.forget(context)
  ownBallots.forget(context)
}

async function standingOf({ id }: PollView, context: Context) {
  const standing = await standings.load(context, id)
  if (!standing) throw notFound('poll')
  return standing
}

export const Poll = builder.objectRef<PollView>('Poll').implement({
  description: 'A question with options. What somebody else voted is told only of a poll that is NAMED.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    question: t.exposeString('question', { description: 'What is asked.' }),
    options: t.field({
      type: [PollOptionType],
      description: 'In their order; they never change.',
      resolve: ({ options }) => options,
    }),
    multiple: t.exposeBoolean('multiple', { description: 'One may choose several options.' }),
    minChoices: t.exposeInt('minChoices', { description: 'How many options a ballot names at least.' }),
    maxChoices: t.int({
      description: 'How many it may name: 1, or more if it is `multiple`.',
      resolve: ({ multiple, maxChoices, options }) => (multiple ? (maxChoices ?? options.length) : 1),
    }),
    changeable: t.exposeBoolean('changeable', {
      description: 'A vote may be changed and taken back while the poll is open.',
    }),
    visibility: t.field({
      type: PollVisibility,
      description: 'Who may know the numbers while it is open.',
      resolve: ({ visibility }) => visibility,
    }),
    secrecy: t.field({
      type: PollSecrecy,
      description: 'Who may know what somebody voted.',
      resolve: ({ secrecy }) => secrecy,
    }),
    state: t.field({ type: PollState, description: 'Where it stands.', resolve: ({ state }) => state }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'Of its short address, /v/<code>; null: it is older than those.',
    }),
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
      description: 'What you voted; empty: nothing, or it was secret (see hasVoted).',
      resolve: async ({ id }, _args, context) => (await ownBallots.load(context, id)) ?? [],
    }),
    hasVoted: t.boolean({
      description: 'You have a ballot in it.',
      resolve: async (poll, _args, context) => (await standingOf(poll, context)).hasVoted,
    }),
    tally: t.field({
      type: PollTally,
      description: 'The numbers as you may know them.',
      resolve: async (poll, _args, context) => (await standingOf(poll, context)).tally,
    }),
    result: t.field({
      type: PollResultType,
      nullable: true,
      description: 'What was counted when it was closed; null before.',
      resolve: (poll) => (poll.state === 'CLOSED' && poll.result ? { poll, result: poll.result } : null),
    }),
    recount: t.field({
      type: PollRecount,
      nullable: true,
      description: 'The ballots of a closed poll, counted once more, now; null while its numbers may not be seen.',
      resolve: (poll, _args, context) => context.services.polls.recountPoll(poll),
    }),
    ballots: t.field({
      type: [NamedBallot],
      nullable: true,
      description:
        'Who voted what, at most 1000, in the order of the votes; null unless it is NAMED and you may know the numbers.',
      resolve: (poll, _args, context) => context.services.polls.ballotsFor(viewerOf(context), poll),
    }),
  }),
})
