import type { MetricUnit } from './series.ts'

/** What became of one series in one window. */
export interface Point {
  min: number
  max: number
  sum: number
  last: number
  count: number
}

/** All series of a server or a probe in the window that begins at `at` (epoch seconds). */
export interface Window {
  at: number
  points: ReadonlyMap<string, Point>
}

/** A later point behind an earlier one of the same series. */
export const joined = (earlier: Point, later: Point): Point => ({
  min: Math.min(earlier.min, later.min),
  max: Math.max(earlier.max, later.max),
  sum: earlier.sum + later.sum,
  last: later.last,
  count: earlier.count + later.count,
})

/** Windows of any lengths put together into windows of one length. A window in which nothing was sampled stays away. */
export function inWindows(windows: readonly Window[], seconds: number): Window[] {
  const found = new Map<number, Map<string, Point>>()
  for (const { at, points } of [...windows].sort((a, b) => a.at - b.at)) {
    const begins = Math.floor(at / seconds) * seconds
    const own = found.get(begins) ?? new Map<string, Point>()
    found.set(begins, own)
    for (const [key, point] of points) {
      const before = own.get(key)
      own.set(key, before ? joined(before, point) : point)
    }
  }
  return [...found].map(([at, points]) => ({ at, points }))
}

/** One series over time: arrays of one length, for charts. */
export interface Series {
  key: string
  /** Of a probe: what its own definition says. Left out: what the key says. */
  unit?: MetricUnit
  limit?: number | null
  windowSeconds: number
  times: number[]
  mean: number[]
  min: number[]
  max: number[]
  last: number[]
  count: number[]
}

/** As exact as a chart shows it: small numbers, such as a rate of errors, keep three digits. */
const rounded = (value: number) => (Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 100) / 100)

/** The windows series by series, oldest first. */
export function seriesOf(windows: readonly Window[], windowSeconds: number): Map<string, Series> {
  const found = new Map<string, Series>()
  for (const { at, points } of windows) {
    for (const [key, { min, max, sum, last, count }] of points) {
      const series = found.get(key) ?? {
        ...{ key, windowSeconds, times: [], mean: [], min: [], max: [], last: [], count: [] },
      }
      found.set(key, series)
      series.times.push(at)
      series.mean.push(rounded(sum / count))
      series.min.push(min)
      series.max.push(max)
      series.last.push(last)
      series.count.push(count)
    }
  }
  return found
}
