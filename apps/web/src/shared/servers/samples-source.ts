import { stringifyDocument } from '@urql/vue'
import type { Event, StreamSource } from '../../graphql/live/carrier.ts'
import type { ResultOf } from '../../graphql/tada.ts'
import { type ServerSample, samplesQuery, samplesStream } from './metric-operations.ts'

/** What was new of some servers at one moment. Each stands for itself: it has no place in a log. */
export interface SampleFrame extends Event {
  at: string
  servers: readonly ServerSample[]
}

const subscription = stringifyDocument(samplesStream)
const query = stringifyDocument(samplesQuery)
let heard = 0
const frame = (at: string, servers: readonly ServerSample[]): SampleFrame => {
  heard += 1
  return { seq: heard, at, servers }
}

/** The newest values of servers, for every transport. Nothing comes when nothing is measured. */
export const samplesSource = (serverIds: readonly string[]): StreamSource<SampleFrame> => ({
  whole: false,
  quiet: true,
  signalOf: () => 'jump',
  subscription: {
    operation: () => ({ query: subscription, variables: { serverIds } }),
    pick(data) {
      const { at, servers } = (data as ResultOf<typeof samplesStream>).serverMetrics
      return frame(at, servers)
    },
  },
  page: {
    rather: true,
    operation: () => ({ query, variables: { ids: serverIds.slice(0, 100) } }),
    pick: (data) => ({ events: [framed(data as ResultOf<typeof samplesQuery>)], headSeq: heard }),
  },
})

function framed({ servers }: ResultOf<typeof samplesQuery>): SampleFrame {
  const samples = servers.nodes.flatMap(({ id, monitoring: { sampledAt, ...rest } }) =>
    sampledAt ? [{ serverId: id, at: sampledAt, ...rest }] : [],
  )
  return frame(new Date().toISOString(), samples)
}
