import { append, noPoints, type Points, part } from '../../shared/chart/points.ts'
import type { ServerSample } from '../../shared/servers/metric-operations.ts'
import { toPoint, toPoints } from '../../shared/servers/to-points.ts'
import type { ServerLine } from './operations.ts'

/** Small charts show this much, in s. */
const shown = 1_800
const minute = 60

export interface SmallChart {
  key: string
  value: number | null
  points: Points
  from: number
  to: number
}

type Known = Pick<ServerLine, 'monitoring'>

/** What a row says of one series: the newest value, and the last half hour with it as its end. */
export function smallChart({ monitoring }: Known, sample: ServerSample | undefined, key: string): SmallChart {
  const series = monitoring.recent.find((each) => each.key === key)
  const kept = series ? toPoints(series) : noPoints()
  const at = sample?.at ?? monitoring.sampledAt
  const value = newest(monitoring, sample, key)
  const to = at ? Date.parse(at) / 1000 : (kept.time.at(-1) ?? 0)
  return { key, value, points: withNow(kept, value, at), from: to - shown, to }
}

/** The newest value takes its minute's place at the end of the line. */
function withNow(points: Points, value: number | null, at: string | null): Points {
  if (value === null || !at) return points
  const now = toPoint(value, at, minute)
  const last = points.time.at(-1)
  const rest = last !== undefined && now.time - last < minute ? part(points, 0, -1) : points
  if (last !== undefined && now.time < last) return points
  append(rest, now)
  return rest
}

function newest(monitoring: Known['monitoring'], sample: ServerSample | undefined, key: string): number | null {
  const values = sample?.at ? sample.values : monitoring.values
  return values.find((each) => each.key === key)?.value ?? null
}

/** The fullest disk, and how full it is. */
export function fullestDisk(
  { monitoring }: Known,
  sample: ServerSample | undefined,
): { mount: string; value: number } | null {
  const values = sample?.at ? sample.values : monitoring.values
  const disks = values.filter(({ key }) => key.startsWith('disk:'))
  const [first, ...others] = disks
  if (!first) return null
  const fullest = others.reduce((most, each) => (each.value > most.value ? each : most), first)
  return { mount: fullest.key.slice('disk:'.length), value: fullest.value }
}
