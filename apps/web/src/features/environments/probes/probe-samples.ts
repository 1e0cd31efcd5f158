import { stringifyDocument } from '@urql/vue'
import { newestSource } from '../../../graphql/live/newest-source.ts'
import type { ResultOf } from '../../../graphql/tada.ts'
import { type ProbeSample, probesNow, probesStream } from './probe-operations.ts'

interface Samples {
  probes: readonly ProbeSample[]
}

/** The newest values of an environment's probes. */
export const probeSamplesSource = (environmentId: string) =>
  newestSource<Samples>({
    subscription: {
      ...{ query: stringifyDocument(probesStream), variables: { environmentId } },
      pick: (data) => ({ probes: (data as ResultOf<typeof probesStream>).probeMetrics.probes }),
    },
    query: {
      ...{ query: stringifyDocument(probesNow), variables: { environmentId } },
      pick(data) {
        const { environment } = data as ResultOf<typeof probesNow>
        return environment && { probes: environment.probes.map(({ id, ...rest }) => ({ probeId: id, ...rest })) }
      },
    },
  })
