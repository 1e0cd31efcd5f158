import type { Unit } from '../../shared/chart/points.ts'
import { axisText } from '../../shared/chart/value-text.ts'
import { formatRough } from '../../shared/format/duration.ts'
import { localeTag, text } from '../../shared/i18n/i18n.ts'
import { metricName } from '../../shared/servers/metric-words.ts'

/** What a rule may watch; a mount of its own can be named beside these. */
export const ruleKeys = [
  'state',
  'cpu',
  'memory',
  'swap',
  'load',
  'disk',
  'netReceived',
  'netSent',
  'diskRead',
  'diskWritten',
] as const

/** The unit in which the limit of a rule is written. */
export function ruleUnit(key: string): Unit {
  if (key === 'load') return 'NUMBER'
  return /^(net|disk(Read|Written))/.test(key) ? 'BYTES_PER_SECOND' : 'PERCENT'
}

export function ruleName(key: string): string {
  if (key === 'state') return text('alarms.state')
  return key === 'disk' ? text('alarms.anyDisk') : metricName(key)
}

interface Rule {
  key: string
  comparison: 'ABOVE' | 'BELOW' | null
  threshold: number | null
  forSeconds?: number
}

/** What a rule waits for, in words: `CPU above 90 % for 60 s`. */
export function ruleWords({ key, comparison, threshold, forSeconds }: Rule): string {
  const duration = forSeconds ? formatRough(forSeconds * 1000) : ''
  if (key === 'state') return duration ? text('alarms.conditionDown', { duration }) : text('alarms.state')
  const what = ruleName(key)
  const limit = threshold === null ? '' : axisText(threshold, ruleUnit(key), localeTag.value)
  const parts = { what, comparison: comparison ? text(`alarms.${comparison}`) : '', threshold: limit, duration }
  return text(duration ? 'alarms.condition' : 'alarms.limit', parts)
}
