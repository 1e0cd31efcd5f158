import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'
import { KEPT } from './tiers.ts'

const seriesKey = line(200)
const keys = z.array(seriesKey).max(50, 'Ask for at most 50 series.')

const LONGEST_MS = (KEPT[3600] + 24 * 3600) * 1000

/** A span of time, such as that of a chart. */
export const spanInput = z
  .object({ from: z.date(), to: z.date(), keys: keys.nullish() })
  .superRefine(({ from, to }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const year = (date: Date) => date.getUTCFullYear()
    if (year(from) < 2000 || year(from) > 2037) refuse('from', 'Give a time between 2000 and 2037.')
    else if (year(to) < 2000 || year(to) > 2037) refuse('to', 'Give a time between 2000 and 2037.')
    else if (to <= from) refuse('to', 'It must be after `from`.')
    else if (to.getTime() - from.getTime() > LONGEST_MS) refuse('from', 'Ask for at most 91 days at once.')
  })

export const recentInput = z.object({
  keys: keys.min(1, 'Name the series.'),
  minutes: z.int('Write a whole number.').min(1, 'At least 1 minute.').max(60, 'At most 60 minutes.'),
})

export const watchedInput = z
  .array(z.string())
  .min(1, 'Name the servers.')
  .max(200, 'Follow at most 200 servers at once.')
  .transform((ids) => [...new Set(ids)].sort())

const MOST_SECONDS = 24 * 3600
const MOST_MINUTES = 30 * 24 * 60

export const metricRuleInput = z
  .object({
    name: line(100),
    label: line(50).nullish(),
    key: seriesKey,
    comparison: z.enum(['ABOVE', 'BELOW']).nullish(),
    threshold: z.number().min(-1e15, 'This is too small.').max(1e15, 'This is too large.').nullish(),
    forSeconds: z
      .int('Write a whole number.')
      .min(0, 'Not less than 0 seconds.')
      .max(MOST_SECONDS, 'At most a day.')
      .nullish()
      .transform((seconds) => seconds ?? 60),
    quietMinutes: z
      .int('Write a whole number.')
      .min(0, 'Not less than 0 minutes.')
      .max(MOST_MINUTES, 'At most 30 days.')
      .nullish()
      .transform((minutes) => minutes ?? 60),
    roomId: id.nullish(),
    enabled: z
      .boolean()
      .nullish()
      .transform((enabled) => enabled ?? true),
  })
  .superRefine(({ key, comparison, threshold }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (key === 'state') {
      if (comparison != null) refuse('comparison', 'A server is DOWN or it is not: leave this out.')
      if (threshold != null) refuse('threshold', 'A server is DOWN or it is not: leave this out.')
      return
    }
    if (comparison == null) refuse('comparison', 'Say whether it is about what is above or below.')
    if (threshold == null) refuse('threshold', 'Say above or below what.')
  })

export type MetricRuleInput = z.input<typeof metricRuleInput>
