import { graphql } from '../../graphql/tada.ts'

/** What can be done with a release right now. */
export const releaseOffer = graphql(`
  query ReleaseOffer($id: ID!) {
    release(id: $id) {
      id number status canCancel canRetry canRollBack
      targets { activatedAt }
      environment { liveRelease { id number } previousRelease { id number } }
    }
  }
`)

export const resumeRelease = graphql(
  `mutation ResumeFromRoom($id: ID!, $waitId: ID!) { resumeRelease(id: $id, waitId: $waitId) { id } }`,
)
export const answerFailure = graphql(`
  mutation AnswerFromRoom($releaseId: ID!, $questionId: ID!, $choice: FailureChoice!) {
    answerFailure(releaseId: $releaseId, questionId: $questionId, choice: $choice) { id }
  }
`)
export const cancelRelease = graphql(`mutation CancelFromRoom($id: ID!) { cancelRelease(id: $id) { id } }`)
export const retryRelease = graphql(`mutation RetryFromRoom($id: ID!) { retryRelease(id: $id) { id } }`)
export const rollBack = graphql(`
  mutation RollBackFromRoom($environmentId: ID!, $toReleaseId: ID) {
    rollBack(environmentId: $environmentId, toReleaseId: $toReleaseId) { id }
  }
`)
