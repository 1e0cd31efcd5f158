import { graphql, type ResultOf } from '../../../graphql/tada.ts'

export const placesQuery = graphql(`
  query CommandPlaces($search: String) {
    projects(first: 50, search: $search) {
      nodes {
        id title
        room { id name }
        environments {
          id name kind
          servers { id }
          lock { reason until by { displayName } }
          liveRelease { id number revision finishedAt }
          previousRelease { id number revision }
          queue { id number status revision }
        }
      }
    }
  }
`)

export type Project = ResultOf<typeof placesQuery>['projects']['nodes'][number]
export type Environment = Project['environments'][number]

export const createRelease = graphql(`
  mutation CreateReleaseByCommand($input: CreateReleaseInput!) { createRelease(input: $input) { id number } }
`)

export const rollBack = graphql(`
  mutation RollBackByCommand($environmentId: ID!, $toReleaseId: ID) {
    rollBack(environmentId: $environmentId, toReleaseId: $toReleaseId) { id number }
  }
`)

export const namesQuery = graphql(`
  query CommandNames { projects(first: 100) { nodes { id title environments { name } } } }
`)

export const revisionNames = graphql(`
  mutation CommandRevisions($projectId: ID!) {
    fetchRevisions(projectId: $projectId) { tags { name } branches { name } }
  }
`)
