import { stringifyDocument } from '@urql/vue'
import { newestSource } from '../../graphql/live/newest-source.ts'
import { graphql, type ResultOf } from '../../graphql/tada.ts'
import type { Tally } from './poll-card.ts'

export const tallyFields = graphql(`
  fragment TallyFields on PollTally { revision state respondentCount eligibleCount counts { optionId count } closesAt closedAt at }
`)

/** What a poll is to its reader. */
export const myPoll = graphql(
  `query MyPoll($id: ID!) { poll(id: $id) { id mayManage myOptionIds hasVoted tally { ...TallyFields } } }`,
  [tallyFields],
)

export const vote = graphql(
  `mutation Vote($pollId: ID!, $optionIds: [ID!]!) {
    vote(pollId: $pollId, optionIds: $optionIds) { id mayManage myOptionIds hasVoted tally { ...TallyFields } }
  }`,
  [tallyFields],
)

export const closePoll = graphql(`mutation ClosePoll($id: ID!) { closePoll(id: $id) { id state } }`)

const pollTally = graphql(`subscription PollTally($id: ID!) { pollTally(pollId: $id) { ...TallyFields } }`, [
  tallyFields,
])

/** A poll's tally. */
export const tallySource = (id: string) =>
  newestSource<{ tally: Tally }>({
    subscription: {
      ...{ query: stringifyDocument(pollTally), variables: { id } },
      pick: (data) => ({ tally: (data as ResultOf<typeof pollTally>).pollTally }),
    },
    query: {
      ...{ query: stringifyDocument(myPoll), variables: { id } },
      pick(data) {
        const { poll } = data as ResultOf<typeof myPoll>
        return poll && { tally: poll.tally }
      },
    },
  })
