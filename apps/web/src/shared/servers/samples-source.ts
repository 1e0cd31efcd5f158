import { stringifyDocument } from '@urql/vue'
import type { Event } from '../../graphql/live/carrier.ts'
import { newestSource } from '../../graphql/live/newest-source.ts'
import type { ResultOf } from '../../graphql/tada.ts'
import { type ServerSample, samplesQuery, samplesStream } from './metric-operations.ts'

/** What was new of some servers at one moment. Each stands for itself. */
interface Samples {
  at: string
  servers: readonly ServerSample[]
}
export type SampleFrame = Samples & Event

/** The newest values of servers. Nothing comes when nothing is measured. */
export const samplesSource = (serverIds: readonly string[]) =>
  newestSource<Samples>({
    subscription: {
      ...{ query: stringifyDocument(samplesStream), variables: { serverIds } },
      pick(data) {
        const { at, servers } = (data as ResultOf<typeof samplesStream>).serverMetrics
        return { at, servers }
      },
    },
    query: {
      ...{ query: stringifyDocument(samplesQuery), variables: { ids: serverIds.slice(0, 100) } },
      pick: (data) => samplesOf(data as ResultOf<typeof samplesQuery>),
    },
  })

function samplesOf({ servers }: ResultOf<typeof samplesQuery>): Samples {
  const samples = servers.nodes.flatMap(({ id, monitoring: { sampledAt, ...rest } }) =>
    sampledAt ? [{ serverId: id, at: sampledAt, ...rest }] : [],
  )
  return { at: new Date().toISOString(), servers: samples }
}
