import { stringifyDocument } from '@urql/vue'
import type { StreamSource } from '../../graphql/live/carrier.ts'
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

interface TallyEvent {
  seq: number
  tally: Tally
}

/** A poll's tally, for every transport. Each one replaces the one before, so their numbers only count them. */
export function tallySource(id: string): StreamSource<TallyEvent> {
  let count = 0
  const event = (tally: Tally): TallyEvent => {
    count += 1
    return { seq: count, tally }
  }
  const subscription = stringifyDocument(pollTally)
  const query = stringifyDocument(myPoll)
  return {
    whole: false,
    quiet: true,
    signalOf: () => 'jump',
    subscription: {
      operation: () => ({ query: subscription, variables: { id } }),
      pick: (data) => event((data as ResultOf<typeof pollTally>).pollTally),
    },
    page: {
      rather: true,
      operation: () => ({ query, variables: { id } }),
      pick(data) {
        const { poll } = data as ResultOf<typeof myPoll>
        const events = poll ? [event(poll.tally)] : []
        return { events, headSeq: count }
      },
    },
  }
}
