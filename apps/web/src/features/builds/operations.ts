import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const buildList = graphql(`
  query Builds($projectId: ID!, $first: Int, $after: String) {
    project(id: $projectId) { id title environments { id } }
    builds(projectId: $projectId, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id commit subject author sha256 sizeBytes fileCount durationSeconds available createdAt
        madeBy { id number }
        releases { id number environment { id name } }
        liveIn { id name kind }
      }
    }
  }
`)

export type Build = ResultOf<typeof buildList>['builds']['nodes'][number]

export const promotion = graphql(`
  query Promotion($buildId: ID!) {
    build(id: $buildId) {
      id commit subject sha256 available
      madeBy { id number environment { id name } }
      liveIn { id name }
      project {
        id title
        environments {
          id name kind mayShip
          servers { id }
          lock { reason }
          liveRelease { id number revision commit build { id } }
        }
      }
    }
  }
`)

export type Promotion = NonNullable<ResultOf<typeof promotion>['build']>
export type Target = Promotion['project']['environments'][number]

export const difference = graphql(`
  query BuildDifference($environmentId: ID!, $commit: String!) {
    environment(id: $environmentId) {
      id
      wouldShip(revision: $commit) {
        commit liveCommit truncated
        commits { id author subject }
        files { path }
        gates { name unit comparison threshold watchSeconds everySeconds source }
      }
    }
  }
`)

export const promoteBuild = graphql(`
  mutation PromoteBuild($input: PromoteBuildInput!) { promoteBuild(input: $input) { id } }
`)
