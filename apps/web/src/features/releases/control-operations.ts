import { graphql } from '../../graphql/tada.ts'

export const pauseRelease = graphql(`mutation PauseRelease($id: ID!) { pauseRelease(id: $id) { id } }`)
export const resumeRelease = graphql(
  `mutation ResumeRelease($id: ID!, $waitId: ID!) { resumeRelease(id: $id, waitId: $waitId) { id } }`,
)
export const excludeServer = graphql(`
  mutation ExcludeServer($releaseId: ID!, $serverId: ID!, $reason: String!) {
    excludeServer(releaseId: $releaseId, serverId: $serverId, reason: $reason) { id }
  }
`)
export const answerFailure = graphql(`
  mutation AnswerFailure($releaseId: ID!, $questionId: ID!, $choice: FailureChoice!) {
    answerFailure(releaseId: $releaseId, questionId: $questionId, choice: $choice) { id }
  }
`)
