import { builder } from '../../graphql/builder.ts'

export const MetricUnit = builder.enumType('MetricUnit', {
  description: 'What the numbers of a series are.',
  values: {
    PERCENT: { description: 'Of all processors, of the memory or of a mount: 0 to 100.' },
    BYTES: { description: 'An amount.' },
    BYTES_PER_SECOND: { description: 'A rate, summed over real devices.' },
    NUMBER: { description: 'A plain number, such as the load.' },
    MILLISECONDS: { description: 'A time.' },
  } as const,
})

export const MonitoringState = builder.enumType('MonitoringState', {
  description: 'How a server stands.',
  values: {
    PENDING: { description: 'Not sampled so far.' },
    UP: { description: 'It answers.' },
    STALE: { description: 'It has not been sampled for 2.5 intervals.' },
    DOWN: { description: 'Three tries in a row failed; `problem` says why.' },
    PAUSED: { description: 'Somebody wants it left alone.' },
  } as const,
})

export const MetricComparison = builder.enumType('MetricComparison', {
  description: 'On which side of its threshold a rule holds.',
  values: {
    ABOVE: { description: 'What is larger.' },
    BELOW: { description: 'What is smaller.' },
  } as const,
})
