import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const activityLines = graphql(`
  query ActivityLines($first: Int!, $after: String, $filter: ActivityFilter) {
    activityLines(first: $first, after: $after, filter: $filter) {
      pageInfo { hasNextPage endCursor }
      nodes { seq at kind actor actorId subject subjectId place reason message releaseId projectId serverId }
    }
  }
`)

export const activityDetail = graphql(`
  query ActivityDetail($seq: Int!) {
    activityLine(seq: $seq) {
      seq at kind actor actorId subject subjectId place reason message releaseId projectId serverId
      audit { address sessionId apiTokenId before after }
    }
  }
`)

export type ActivityDetailLine = NonNullable<ResultOf<typeof activityDetail>['activityLine']>
