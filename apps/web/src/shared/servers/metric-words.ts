import { text } from '../i18n/i18n.ts'

/** What belongs on one chart, in the order in which it is looked at. */
export const chartKinds = ['cpu', 'memory', 'load', 'disks', 'network', 'io'] as const
export type ChartKind = (typeof chartKinds)[number]

const kindOfKey: Record<string, ChartKind> = {
  cpu: 'cpu',
  memory: 'memory',
  swap: 'memory',
  load: 'load',
  netReceived: 'network',
  netSent: 'network',
  diskRead: 'io',
  diskWritten: 'io',
}

/** The chart that a series is drawn on; null for one that no page knows, which has a chart of its own. */
export const chartOf = (key: string): ChartKind | null => (key.startsWith('disk:') ? 'disks' : (kindOfKey[key] ?? null))

const known = ['cpu', 'memory', 'swap', 'load', 'netReceived', 'netSent', 'diskRead', 'diskWritten'] as const

/** A series' name in the page's language; what it does not know keeps its key. */
export function metricName(key: string): string {
  if (key.startsWith('disk:')) return text('monitoring.disk', { mount: key.slice(5) })
  const own = known.find((each) => each === key)
  return own ? text(`monitoring.${own}`) : key
}
