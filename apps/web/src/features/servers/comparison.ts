import type { Span } from '../../shared/chart/picture.ts'
import { noPoints, type Points, type Unit } from '../../shared/chart/points.ts'
import { type Summary, summarize, type Turn, turnOf } from '../../shared/chart/summary.ts'
import type { MetricSeries } from '../../shared/servers/metric-operations.ts'
import { toPoints } from '../../shared/servers/to-points.ts'

/** The same length of time on both sides of a release. */
export interface Sides {
  before: Span
  after: Span
}

/** The time before it began and after it ended; what has not come yet is missing from the second. */
export const sidesOf = (startedAt: string, finishedAt: string, length: number): Sides => {
  const [start, end] = [startedAt, finishedAt].map((at) => Date.parse(at) / 1000) as [number, number]
  return { before: { from: start - length, to: start }, after: { from: end, to: end + length } }
}

export interface Compared {
  key: string
  unit: Unit
  limit: number | null
  before: { points: Points; summary: Summary | null }
  after: { points: Points; summary: Summary | null }
  /** The highest value of both, so that both axes are the same. */
  highest: number
  /** Null when one of the sides was not measured. */
  turn: Turn | null
}

/** Less than this is noise: a point of a percentage, a kilobyte a second, a tenth of a load. */
const noise: Record<Unit, number> = { PERCENT: 1, BYTES: 1000, BYTES_PER_SECOND: 1000, NUMBER: 0.1, MILLISECONDS: 1 }

/** Each series that one of the sides has, side by side. */
export function compare(before: readonly MetricSeries[], after: readonly MetricSeries[], sides: Sides): Compared[] {
  const keys = [...new Set([...before, ...after].map(({ key }) => key))]
  return keys.map((key) => {
    const side = (list: readonly MetricSeries[], span: Span) => {
      const series = list.find((each) => each.key === key)
      const points = series ? toPoints(series) : noPoints()
      return { points, summary: summarize(points, span) }
    }
    const { unit, limit } = [...before, ...after].find((each) => each.key === key) as MetricSeries
    const [one, other] = [side(before, sides.before), side(after, sides.after)]
    const highest = Math.max(0, one.summary?.max ?? 0, other.summary?.max ?? 0)
    const turn = one.summary && other.summary ? turnOf(one.summary.mean, other.summary.mean, noise[unit]) : null
    return { key, unit, limit, before: one, after: other, highest, turn }
  })
}
