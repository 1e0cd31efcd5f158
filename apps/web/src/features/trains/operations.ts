import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const trainList = graphql(`
  query Trains($first: Int, $after: String) {
    trains(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number kind title status carCount createdAt
        createdBy { displayName }
        cars { id status }
      }
    }
  }
`)

export const trainQuery = graphql(`
  query Train($id: ID!) {
    train(id: $id) {
      id number kind title note status onFailure carCount failure createdAt scheduledAt finishedAt canCancel canRollBack
      createdBy { displayName }
      origin { id number }
      wayBack { id number status }
      approval { digest waiting canApprove canReject }
      cars {
        id number status revision commit commitSubject startedAt finishedAt trainPosition
        environment { id name kind project { id title } }
        hold { kind reason }
        approval { drift { field before after } decisions { state } }
        steps { status }
      }
    }
  }
`)

export type Train = NonNullable<ResultOf<typeof trainQuery>['train']>
export type Car = Train['cars'][number]

export const trainPlaces = graphql(`
  query TrainPlaces {
    projects(first: 100) { nodes { id title environments { id name kind servers { id } lock { reason } } } }
  }
`)

export type Place = ResultOf<typeof trainPlaces>['projects']['nodes'][number]

export const trainRevisions = graphql(`
  mutation TrainRevisions($projectId: ID!) {
    fetchRevisions(projectId: $projectId) { defaultBranch branches { name } tags { name } }
  }
`)

export const trainBuilds = graphql(`
  query TrainBuilds($projectId: ID!) {
    builds(projectId: $projectId, first: 30) {
      nodes { id commit subject available madeBy { number } liveIn { name } }
    }
  }
`)

export type KeptBuild = ResultOf<typeof trainBuilds>['builds']['nodes'][number]

export const createTrain = graphql(`
  mutation CreateTrain($input: CreateTrainInput!) { createTrain(input: $input) { id } }
`)
export const cancelTrain = graphql(`
  mutation CancelTrain($id: ID!, $rollBack: Boolean) { cancelTrain(id: $id, rollBack: $rollBack) { id status } }
`)
export const rollBackTrain = graphql(`mutation RollBackTrain($id: ID!) { rollBackTrain(id: $id) { id } }`)
export const approveTrain = graphql(`
  mutation ApproveTrain($id: ID!, $digest: String!, $comment: String) {
    approveTrain(id: $id, digest: $digest, comment: $comment) { id status }
  }
`)
export const rejectTrain = graphql(`
  mutation RejectTrain($id: ID!, $reason: String!) { rejectTrain(id: $id, reason: $reason) { id status } }
`)
