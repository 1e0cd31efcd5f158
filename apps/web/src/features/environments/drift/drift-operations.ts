import { graphql, type ResultOf } from '../../../graphql/tada.ts'

export const checkDrift = graphql(
  `mutation CheckDrift($id: ID!) { checkDrift(environmentId: $id) { state server { id } } }`,
)

export const fixDrift = graphql(`
  mutation FixDrift($id: ID!, $serverIds: [ID!]!) { fixDrift(environmentId: $id, serverIds: $serverIds) { id } }
`)

export const fleetDrift = graphql(`
  query FleetDrift($after: String) {
    environments(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id name kind mayShip
        project { id title }
        liveRelease { id number revision commit commitSubject finishedAt directory }
        drift {
          state expectedDirectory liveDirectory liveCommit liveBuild lockHolder freeBytes checkedAt message
          server { id name }
        }
      }
    }
  }
`)

export type DriftPlace = ResultOf<typeof fleetDrift>['environments']['nodes'][number]
export type ServerDrift = DriftPlace['drift'][number]
