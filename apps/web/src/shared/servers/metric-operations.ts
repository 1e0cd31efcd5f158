import { type EnumOf, graphql, type ResultOf } from '../../graphql/tada.ts'

export type MonitoringState = EnumOf<'MonitoringState'>

export const seriesFields = graphql(`
  fragment SeriesFields on MetricSeries { key unit limit windowSeconds times mean min max count }
`)

export const serverMetricsQuery = graphql(
  `query ServerMetrics($serverId: ID!, $from: DateTime!, $to: DateTime!, $keys: [String!]) {
    serverMetrics(serverId: $serverId, from: $from, to: $to, keys: $keys) { ...SeriesFields }
  }`,
  [seriesFields],
)

export type MetricSeries = ResultOf<typeof serverMetricsQuery>['serverMetrics'][number]

export const serverReleasesQuery = graphql(`
  query ServerReleases($serverId: ID!, $from: DateTime!, $to: DateTime!) {
    serverReleases(serverId: $serverId, from: $from, to: $to) {
      kind startedAt finishedAt
      release { id number status revision environment { id name project { id title } } }
    }
  }
`)

export type ReleaseMark = ResultOf<typeof serverReleasesQuery>['serverReleases'][number]

export const samplesStream = graphql(`
  subscription ServerSamples($serverIds: [ID!]!) {
    serverMetrics(serverIds: $serverIds) {
      at
      servers { serverId state since problem at values { key unit value } }
    }
  }
`)

export type ServerSample = ResultOf<typeof samplesStream>['serverMetrics']['servers'][number]

/** The same by asking, where nothing can be streamed. */
export const samplesQuery = graphql(`
  query ServerSamplesNow($ids: [ID!]!) {
    servers(first: 100, ids: $ids) {
      nodes { id monitoring { state since problem sampledAt values { key unit value } } }
    }
  }
`)

export const monitoringSummary = graphql(`
  query MonitoringSummary { monitoringSummary { up stale down paused pending alarms } }
`)
