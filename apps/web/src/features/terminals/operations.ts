import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const terminalServers = graphql(`
  query TerminalServers($search: String) {
    servers(first: 50, search: $search) { nodes { id name host isProduction mayOperate } }
  }
`)

export const terminalServer = graphql(`
  query TerminalServer($id: ID!) { server(id: $id) { id name host isProduction mayOperate } }
`)

export type TerminalServer = NonNullable<ResultOf<typeof terminalServer>['server']>

export const openTerminal = graphql(`
  mutation OpenTerminal($serverId: ID!, $columns: Int!, $rows: Int!, $reason: String, $confirmed: Boolean) {
    openTerminal(serverId: $serverId, columns: $columns, rows: $rows, reason: $reason, confirmed: $confirmed) { id }
  }
`)

export const terminalList = graphql(`
  query Terminals($first: Int, $after: String, $open: Boolean) {
    terminals(first: $first, after: $after, open: $open) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id serverName production address reason openedAt connectedAt endedAt end exitCode outputBytes recordedBytes
        recordingCut recordingClearedAt
        server { id }
        user { id displayName }
      }
    }
  }
`)

export type TerminalLine = ResultOf<typeof terminalList>['terminals']['nodes'][number]

export const endTerminal = graphql(`mutation EndTerminal($id: ID!) { endTerminal(id: $id) { id endedAt end } }`)

export const terminalQuery = graphql(`
  query Terminal($id: ID!) {
    terminal(id: $id) {
      id serverName address reason openedAt endedAt end endMessage recordingCut recordingClearedAt
      user { displayName }
    }
  }
`)
