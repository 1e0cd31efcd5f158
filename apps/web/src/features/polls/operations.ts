import { graphql, type ResultOf } from '../../graphql/tada.ts'
import { tallyFields } from '../../shared/polls/poll-operations.ts'

export const pollFields = graphql(
  `
  fragment PollFields on Poll {
    id code question options { id text } multiple minChoices maxChoices changeable visibility secrecy state roomId
    createdBy { id displayName } createdAt openedAt closesAt closedAt mayManage hasVoted myOptionIds
    tally { ...TallyFields }
  }
`,
  [tallyFields],
)

export type PollFacts = ResultOf<typeof pollFields>

export const pollList = graphql(
  `query PollList($first: Int, $after: String, $filter: PollFilter) {
    polls(first: $first, after: $after, filter: $filter) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ...PollFields }
    }
  }`,
  [pollFields],
)

export const pollById = graphql(`query PollById($id: ID!) { poll(id: $id) { ...PollFields } }`, [pollFields])

export const pollByCode = graphql(`query PollByCode($code: String!) { pollByCode(code: $code) { id } }`)

export const pollResult = graphql(`
  query PollResult($id: ID!) {
    poll(id: $id) {
      id
      result { respondentCount eligibleCount counts { optionId count } hash }
      recount { equal hash }
      ballots { user { id displayName } optionIds }
    }
  }
`)

export const createPoll = graphql(
  `mutation CreatePoll($input: CreatePollInput!) { createPoll(input: $input) { id state } }`,
)
export const updatePoll = graphql(
  `mutation UpdatePoll($id: ID!, $input: UpdatePollInput!) { updatePoll(id: $id, input: $input) { ...PollFields } }`,
  [pollFields],
)
export const removePoll = graphql(`mutation RemovePoll($id: ID!) { removePoll(id: $id) }`)
export const openPoll = graphql(`mutation OpenPoll($id: ID!) { openPoll(id: $id) { id state closesAt } }`)
export const pausePoll = graphql(`mutation PausePoll($id: ID!) { pausePoll(id: $id) { id state } }`)
export const endPoll = graphql(`mutation EndPoll($id: ID!) { closePoll(id: $id) { id state } }`)

export const roomChoices = graphql(`query PollRooms { rooms { id name isMember } }`)
