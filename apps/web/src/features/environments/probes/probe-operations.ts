import { graphql, type ResultOf } from '../../../graphql/tada.ts'
import { seriesFields } from '../../../shared/servers/metric-operations.ts'

export const probesQuery = graphql(`
  query EnvironmentProbes($id: ID!) {
    environment(id: $id) {
      id
      servers { id monitoring { intervalSeconds } }
      probes { id name kind url command pointer unit everySeconds limit value sampledAt problem server { id name } gate { comparison threshold watchSeconds everySeconds } }
    }
    releases(first: 100, environmentId: $id) {
      nodes { id number kind status revision startedAt finishedAt environment { id name project { id title } } }
    }
  }
`)

type Answer = ResultOf<typeof probesQuery>
export type Probe = NonNullable<Answer['environment']>['probes'][number]
export type ProbedRelease = Answer['releases']['nodes'][number]

export const probeMetricsQuery = graphql(
  `query ProbeMetrics($probeId: ID!, $from: DateTime!, $to: DateTime!) {
    probeMetrics(probeId: $probeId, from: $from, to: $to) { ...SeriesFields }
  }`,
  [seriesFields],
)

export const probesStream = graphql(`
  subscription ProbeSamples($environmentId: ID!) {
    probeMetrics(environmentId: $environmentId) { probes { probeId value sampledAt problem } }
  }
`)

export type ProbeSample = ResultOf<typeof probesStream>['probeMetrics']['probes'][number]

/** The same by asking, where nothing can be streamed. */
export const probesNow = graphql(`
  query ProbeSamplesNow($environmentId: ID!) {
    environment(id: $environmentId) { id probes { id value sampledAt problem } }
  }
`)

export const addProbe = graphql(`
  mutation AddProbe($environmentId: ID!, $input: ProbeInput!) { addProbe(environmentId: $environmentId, input: $input) { id } }
`)
export const updateProbe = graphql(`
  mutation UpdateProbe($id: ID!, $input: ProbeInput!) { updateProbe(id: $id, input: $input) { id } }
`)
export const removeProbe = graphql(`mutation RemoveProbe($id: ID!) { removeProbe(id: $id) }`)
export const testProbe = graphql(`
  mutation TestProbe($environmentId: ID!, $input: ProbeInput!) {
    testProbe(environmentId: $environmentId, input: $input) { value problem milliseconds }
  }
`)
