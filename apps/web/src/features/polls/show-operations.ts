import { stringifyDocument } from '@urql/vue'
import type { StreamSource } from '../../graphql/live/carrier.ts'
import { graphql, type ResultOf } from '../../graphql/tada.ts'
import { pollFields } from './operations.ts'

export const showList = graphql(`
  query PollShows($first: Int, $after: String) {
    pollShows(first: $first, after: $after) {
      totalCount nodes { id title mayManage createdAt createdBy { id displayName } stagePollId polls { id question state } }
    }
  }
`)

export const showById = graphql(
  `query PollShowById($id: ID!) {
    pollShow(id: $id) { id title revision covers revealed mayManage stagePollId polls { ...PollFields } }
  }`,
  [pollFields],
)

export type ShowFacts = NonNullable<ResultOf<typeof showById>['pollShow']>

export const createShow = graphql(
  `mutation CreatePollShow($input: CreatePollShowInput!) { createPollShow(input: $input) { id } }`,
)
export const updateShow = graphql(
  `mutation UpdatePollShow($id: ID!, $input: UpdatePollShowInput!) { updatePollShow(id: $id, input: $input) { id title } }`,
)
export const removeShow = graphql(`mutation RemovePollShow($id: ID!) { removePollShow(id: $id) }`)
export const stagePoll = graphql(`
  mutation StagePoll($showId: ID!, $pollId: ID) {
    stagePoll(showId: $showId, pollId: $pollId) { id revision stagePollId revealed }
  }
`)
export const revealPoll = graphql(`
  mutation RevealPoll($showId: ID!, $revealed: Boolean!) {
    revealPoll(showId: $showId, revealed: $revealed) { id revision stagePollId revealed }
  }
`)

const stageStream = graphql(`
  subscription PollShowStage($id: ID!) { pollShowStage(showId: $id) { revision stagePollId revealed } }
`)
const stageNow = graphql(`query PollShowNow($id: ID!) { pollShow(id: $id) { id revision stagePollId revealed } }`)

export interface Stage {
  revision: number
  stagePollId: string | null
  revealed: boolean
}

interface StageEvent {
  seq: number
  stage: Stage
}

/** What is on stage, for every transport. Each one replaces the one before, so their numbers only count them. */
export function stageSource(id: string): StreamSource<StageEvent> {
  let count = 0
  const event = (stage: Stage): StageEvent => {
    count += 1
    return { seq: count, stage }
  }
  const subscription = stringifyDocument(stageStream)
  const query = stringifyDocument(stageNow)
  return {
    whole: false,
    quiet: true,
    signalOf: () => 'jump',
    subscription: {
      operation: () => ({ query: subscription, variables: { id } }),
      pick: (data) => event((data as ResultOf<typeof stageStream>).pollShowStage),
    },
    page: {
      rather: true,
      operation: () => ({ query, variables: { id } }),
      pick(data) {
        const { pollShow } = data as ResultOf<typeof stageNow>
        return { events: pollShow ? [event(pollShow)] : [], headSeq: count }
      },
    },
  }
}
