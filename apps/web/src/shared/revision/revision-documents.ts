import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const fetchRevisions = graphql(`
  mutation FetchRevisions($projectId: ID!) {
    fetchRevisions(projectId: $projectId) { defaultBranch branches { name commit } tags { name commit } }
  }
`)

export const fetchCommits = graphql(`
  mutation FetchCommits($projectId: ID!, $branch: String!) {
    fetchRevisions(projectId: $projectId) { commits(branch: $branch, first: 50) { id author authoredAt subject } }
  }
`)

export type Revisions = ResultOf<typeof fetchRevisions>['fetchRevisions']
export type Commit = ResultOf<typeof fetchCommits>['fetchRevisions']['commits'][number]
