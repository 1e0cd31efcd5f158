import { graphql, type ResultOf } from '../../../graphql/tada.ts'

export const releaseChanges = graphql(`
  query ReleaseChanges($id: ID!) {
    release(id: $id) {
      id
      environment { project { repositoryUrl } }
      changes {
        baseCommit truncated
        commits { id author authoredAt subject }
        takenBack { id author authoredAt subject }
        files { path status additions deletions }
      }
    }
  }
`)

export const filePatch = graphql(`
  query FilePatch($id: ID!, $path: String!) {
    release(id: $id) { id changes { patch(path: $path) { text binary truncated } } }
  }
`)

export type Changes = NonNullable<ResultOf<typeof releaseChanges>['release']>['changes']
export type Commit = Changes['commits'][number]
export type ChangedFile = Changes['files'][number]
