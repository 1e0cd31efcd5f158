import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const variableHistory = graphql(`
  query VariableHistory($id: ID!, $first: Int) {
    environment(id: $id) {
      id
      variableHistory(first: $first) {
        pageInfo { hasNextPage }
        nodes {
          number changedAt restored changedBy { displayName }
          changes { name before { secret scope value } after { secret scope value } }
        }
      }
    }
  }
`)

type History = NonNullable<ResultOf<typeof variableHistory>['environment']>['variableHistory']
export type VariableVersion = History['nodes'][number]
export type ShownVariable = NonNullable<VariableVersion['changes'][number]['after']>

export const restoreVariables = graphql(`
  mutation RestoreVariables($id: ID!, $version: Int!) {
    restoreVariables(environmentId: $id, version: $version) {
      id variablesVersion variables { name secret value scope }
    }
  }
`)
