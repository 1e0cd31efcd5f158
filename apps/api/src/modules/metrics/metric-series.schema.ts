import { builder } from '../../graphql/builder.ts'
import { MetricUnit } from './metrics-enums.schema.ts'
import type { Series } from './points.ts'
import { limitOf, unitOf } from './series.ts'

export const MetricSeries = builder.objectRef<Series>('MetricSeries').implement({
  description:
    'One figure over time. All lists have one entry for each of `times`. A window in which nothing was sampled is not there.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description:
        'cpu, memory, swap, load (of 1 minute), `disk:<mount>`, netReceived, netSent, diskRead or diskWritten; `value` for a probe; more may come.',
    }),
    unit: t.field({
      type: MetricUnit,
      description: 'What the numbers are.',
      resolve: ({ key, unit }) => unit ?? unitOf(key),
    }),
    limit: t.float({
      nullable: true,
      description: 'The fixed top of the axis; null: as high as the numbers need.',
      resolve: ({ key, limit }) => (limit === undefined ? limitOf(key) : limit),
    }),
    windowSeconds: t.exposeInt('windowSeconds', {
      description:
        'Length of the windows that the points stand for: the interval for samples as they were taken, else 60, 600, 3600 or a multiple of it, and the interval more where that is longer than half of it. A hole of more than 1.5 windows is a gap.',
    }),
    times: t.exposeIntList('times', { description: 'Epoch seconds at which the windows begin, ascending.' }),
    mean: t.exposeFloatList('mean', { description: 'The mean of the samples in each window.' }),
    min: t.exposeFloatList('min', { description: 'The smallest sample: no roll-up loses it.' }),
    max: t.exposeFloatList('max', { description: 'The largest sample: no roll-up loses it.' }),
    last: t.exposeFloatList('last', { description: 'The last sample.' }),
    count: t.exposeIntList('count', { description: 'How many samples there were.' }),
  }),
})
