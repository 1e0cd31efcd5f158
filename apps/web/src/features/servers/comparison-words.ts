import { axisText, valueText } from '../../shared/chart/value-text.ts'
import { localeTag, text } from '../../shared/i18n/i18n.ts'
import { metricName } from '../../shared/servers/metric-words.ts'
import type { Compared } from './comparison.ts'

/** The difference between before and after in a sentence; what was not measured is said too. */
export function comparisonWords({ key, unit, before, after, turn }: Compared): string {
  if (!before.summary) return text('monitoring.nothingBefore')
  if (!after.summary) return text('monitoring.nothingAfter')
  const say = (value: number) => valueText(value, unit, localeTag.value)
  const [one, other] = [before.summary, after.summary]
  const parts = {
    name: metricName(key),
    before: say(one.mean),
    after: say(other.mean),
    beforeMax: say(one.max),
    afterMax: say(other.max),
  }
  if (turn === 'up') return text('monitoring.upMean', { ...parts, change: changeText(one.mean, other.mean, unit) })
  if (turn === 'down') return text('monitoring.downMean', { ...parts, change: changeText(one.mean, other.mean, unit) })
  return text('monitoring.sameMean', parts)
}

/** By how much, with its sign: as a share of what it was, for percentages as points. */
function changeText(before: number, after: number, unit: Compared['unit']): string {
  const sign = after > before ? '+' : '−'
  if (unit === 'PERCENT')
    return text('monitoring.points', {
      change: `${sign}${axisText(Math.round(Math.abs(after - before) * 10) / 10, 'NUMBER', localeTag.value)}`,
    })
  if (before < 1e-9) return `${sign}${valueText(Math.abs(after - before), unit, localeTag.value)}`
  const share = Math.abs(after / before - 1) * 100
  return share >= 200
    ? text('monitoring.times', { times: axisText(Math.round((after / before) * 10) / 10, 'NUMBER', localeTag.value) })
    : `${sign}${Math.round(share)} %`
}
