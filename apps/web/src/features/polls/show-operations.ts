import { stringifyDocument } from '@urql/vue'
import { newestSource } from '../../graphql/live/newest-source.ts'
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

/** What is on stage. */
export const stageSource = (id: string) =>
  newestSource<{ stage: Stage }>({
    subscription: {
      ...{ query: stringifyDocument(stageStream), variables: { id } },
      pick: (data) => ({ stage: (data as ResultOf<typeof stageStream>).pollShowStage }),
    },
    query: {
      ...{ query: stringifyDocument(stageNow), variables: { id } },
      pick(data) {
        const { pollShow } = data as ResultOf<typeof stageNow>
        return pollShow && { stage: pollShow }
      },
    },
  })
