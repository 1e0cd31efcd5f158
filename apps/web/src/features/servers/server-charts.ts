import type { Line } from '../../shared/chart/picture.ts'
import type { PointRing } from '../../shared/chart/point-ring.ts'
import type { Unit } from '../../shared/chart/points.ts'
import { text } from '../../shared/i18n/i18n.ts'
import { chartKinds, chartOf, metricName } from '../../shared/servers/metric-words.ts'

/** What is known of one series of a server. */
export interface Series {
  unit: Unit
  limit: number | null
  ring: PointRing
}

export interface ServerChart {
  key: string
  title: string
  unit: Unit
  limit: number | null
  lines: Line[]
}

/** Series on the charts that they belong to, in the order in which people look: what no page knows stands last, by itself. */
export function groupCharts(series: ReadonlyMap<string, Series>): ServerChart[] {
  const charts = new Map<string, ServerChart>()
  for (const [key, { unit, limit, ring }] of series) {
    const kind = chartOf(key)
    const own = kind ?? key
    const title = kind ? text(`monitoring.${kind}`) : metricName(key)
    const chart = charts.get(own) ?? { key: own, title, unit, limit, lines: [] }
    const label = kind === 'disks' ? key.slice('disk:'.length) : metricName(key)
    chart.lines.push({ key, label, points: ring.points })
    charts.set(own, chart)
  }
  const order = [...chartKinds] as string[]
  const place = ({ key }: ServerChart) => (order.includes(key) ? order.indexOf(key) : order.length)
  return [...charts.values()].sort((one, other) => place(one) - place(other))
}
