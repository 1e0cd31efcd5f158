import { graphql, type ResultOf } from '../../../graphql/tada.ts'

export const searchLog = graphql(`
  query SearchLog($id: ID!, $text: String!) {
    searchLog(releaseId: $id, text: $text) { stepKey lines firstLine firstText }
  }
`)

export type StepMatches = ResultOf<typeof searchLog>['searchLog'][number]
