import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const filesServer = graphql(`
  query FilesServer($id: ID!) {
    server(id: $id) { id name host isProduction mayOperate credential { username } }
  }
`)

export type FilesServer = NonNullable<ResultOf<typeof filesServer>['server']>

const serverFileFields = graphql(`
  fragment ServerFileFields on ServerFile {
    name path kind size modifiedAt mode octal owner group target targetKind
  }
`)

export const serverFiles = graphql(
  `query ServerFiles($serverId: ID!, $path: String) {
    serverFiles(serverId: $serverId, path: $path) {
      path home production more
      files { ...ServerFileFields }
    }
  }`,
  [serverFileFields],
)

/** A folder and what is in it. */
export type Listing = ResultOf<typeof serverFiles>['serverFiles']
export type ListedFile = Listing['files'][number]
/** A file that can be named, and so opened and changed. */
export type NamedFile = ListedFile & { path: string }

export const readTextFile = graphql(`
  query ReadTextFile($serverId: ID!, $path: String!) {
    readTextFile(serverId: $serverId, path: $path) { path text size version octal }
  }
`)

export const saveTextFile = graphql(`
  mutation SaveTextFile($serverId: ID!, $path: String!, $text: String!, $version: String, $confirmProduction: Boolean) {
    saveTextFile(serverId: $serverId, path: $path, text: $text, version: $version, confirmProduction: $confirmProduction) { path size version octal }
  }
`)

export const makeDirectory = graphql(`
  mutation MakeDirectory($serverId: ID!, $path: String!, $confirmProduction: Boolean) {
    makeDirectory(serverId: $serverId, path: $path, confirmProduction: $confirmProduction) { path }
  }
`)

export const renameFile = graphql(`
  mutation RenameFile($serverId: ID!, $from: String!, $to: String!, $confirmProduction: Boolean) {
    renameFile(serverId: $serverId, from: $from, to: $to, confirmProduction: $confirmProduction) { path }
  }
`)

export const removeFiles = graphql(`
  mutation RemoveFiles($serverId: ID!, $paths: [String!]!, $count: Int, $confirmProduction: Boolean) {
    removeFiles(serverId: $serverId, paths: $paths, count: $count, confirmProduction: $confirmProduction)
  }
`)

export const changeFileMode = graphql(`
  mutation ChangeFileMode($serverId: ID!, $path: String!, $mode: String!, $confirmProduction: Boolean) {
    changeFileMode(serverId: $serverId, path: $path, mode: $mode, confirmProduction: $confirmProduction) { path octal }
  }
`)
