import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { countsOf, numbersMayBeSeen, type PollResult } from './poll.state.ts'
import { PollCountType } from './poll-numbers.schema.ts'
import type { Recount } from './poll-results.ts'
import type { PollRow } from './poll-rows.ts'

const User = modelType('User')

interface ClosedPoll {
  poll: PollRow
  result: PollResult
}

const isTold = ({ poll, result: { respondents } }: ClosedPoll) =>
  numbersMayBeSeen(poll, { hasVoted: false, respondents })

export const PollResultType = builder.objectRef<ClosedPoll>('PollResult').implement({
  description: 'What was counted when a poll was closed. It never changes.',
  fields: (t) => ({
    respondentCount: t.int({ description: 'How many had voted.', resolve: ({ result }) => result.respondents }),
    eligibleCount: t.int({ description: 'How many could have voted.', resolve: ({ result }) => result.eligible }),
    counts: t.field({
      type: [PollCountType],
      nullable: true,
      description: 'In the order of the options; null of a secret poll with fewer than three ballots.',
      resolve: (closed) => (isTold(closed) ? countsOf(closed.poll.options, closed.result.counts) : null),
    }),
    hash: t.string({
      nullable: true,
      description: 'Over all ballots as they were: a recount that comes to the same has found every one unchanged.',
      resolve: (closed) => (isTold(closed) ? (closed.result.hash ?? null) : null),
    }),
  }),
})

export const PollRecount = builder.objectRef<Recount>('PollRecount').implement({
  description: 'The ballots as they lie in the database now.',
  fields: (t) => ({
    respondentCount: t.exposeInt('respondentCount', { description: 'How many there are.' }),
    counts: t.field({
      type: [PollCountType],
      description: 'In the order of the options.',
      resolve: ({ counts }) => counts,
    }),
    hash: t.exposeString('hash', { description: 'Over all ballots as they are.' }),
    equal: t.exposeBoolean('equal', { description: 'The same numbers and the same ballots as in the result.' }),
  }),
})

export const NamedBallot = builder.objectRef<{ userId: string; optionIds: string[] }>('NamedBallot').implement({
  description: 'What one person voted.',
  fields: (t) => ({
    user: t.field({
      type: User,
      description: 'Who.',
      resolve: ({ userId }, _args, { services }) => services.accounts.person(userId),
    }),
    optionIds: t.exposeIDList('optionIds', { description: 'Of the options.' }),
  }),
})
