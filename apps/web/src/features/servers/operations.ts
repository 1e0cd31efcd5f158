import { type EnumOf, graphql, type ResultOf } from '../../graphql/tada.ts'
import { seriesFields } from '../../shared/servers/metric-operations.ts'

export const serverList = graphql(
  `query Servers($first: Int, $after: String, $search: String, $label: String, $orderBy: ServerOrder, $monitoring: MonitoringState) {
    servers(first: $first, after: $after, search: $search, label: $label, orderBy: $orderBy, monitoring: $monitoring) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id name host port labels hostKeyFingerprint
        credential { id name username }
        jumpServer { id name }
        lastCheck { ok code message at facts { os kernel cpus memoryBytes } }
        environments { id name project { id title } }
        monitoring {
          state since sampledAt problem intervalSeconds
          values { key unit value }
          recent(keys: ["cpu", "memory", "load"]) { ...SeriesFields }
          alarms { id rule { id name } startedAt }
        }
      }
    }
  }`,
  [seriesFields],
)

export const serverLabelsQuery = graphql(`query ServerLabels { serverLabels }`)

export type ServerLine = ResultOf<typeof serverList>['servers']['nodes'][number]
/** What the form of a server shows. */
export type ServerFacts = Omit<ServerLine, 'monitoring'>
export type ServerOrder = EnumOf<'ServerOrder'>

export const serverQuery = graphql(`
  query Server($id: ID!) {
    server(id: $id) {
      id name host port labels hostKeyFingerprint createdAt mayOperate
      credential { id name username }
      jumpServer { id name }
      lastCheck { ok code message at facts { os kernel cpus memoryBytes aria2 } }
      environments { id name kind project { id title } liveRelease { id number revision } }
      monitoring {
        state since sampledAt problem intervalSeconds sampleMilliseconds
        alarms { id startedAt value rule { id name key comparison threshold } }
      }
    }
  }
`)

export const serverHistory = graphql(`
  query ServerHistory($id: ID!, $first: Int, $after: String) {
    server(id: $id) {
      id
      releases(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id number kind revision commit commitSubject createdAt
          createdBy { displayName }
          environment { id name project { id title } }
          target(serverId: $id) { status liveDirectory activatedAt message }
        }
      }
    }
  }
`)

export type ServerDetail = NonNullable<ResultOf<typeof serverQuery>['server']>

export const serverChoices = graphql(`
  query ServerChoices {
    credentials { id name username }
    servers(first: 100) { nodes { id name } }
  }
`)

export const addServer = graphql(`
  mutation AddServer($input: AddServerInput!) { addServer(input: $input) { id name } }
`)
export const updateServer = graphql(`
  mutation UpdateServer($id: ID!, $input: UpdateServerInput!) { updateServer(id: $id, input: $input) { id name } }
`)
export const removeServer = graphql(`mutation RemoveServer($id: ID!) { removeServer(id: $id) }`)

export const checkServer = graphql(`
  mutation CheckServer($id: ID!) {
    checkServer(id: $id) { ok code message hostKeyFingerprint at facts { os kernel cpus memoryBytes } }
  }
`)

export type ServerCheck = ResultOf<typeof checkServer>['checkServer']

export const trustHostKey = graphql(`
  mutation TrustHostKey($serverId: ID!, $fingerprint: String!) {
    trustHostKey(serverId: $serverId, fingerprint: $fingerprint) { id hostKeyFingerprint }
  }
`)

export const addCredential = graphql(`
  mutation AddServerCredential($input: AddCredentialInput!) { addCredential(input: $input) { id name username } }
`)

export const installAria2 = graphql(`
  mutation InstallAria2($serverId: ID!) { installAria2(serverId: $serverId) { ok message facts { aria2 } } }
`)

export const pauseMonitoring = graphql(`
  mutation PauseMonitoring($serverId: ID!, $paused: Boolean!) {
    pauseMonitoring(serverId: $serverId, paused: $paused) { id monitoring { state since } }
  }
`)
