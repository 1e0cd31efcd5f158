import { align } from './aligned.ts'
import type { Line, Mark, Picture, Span } from './picture.ts'
import { indexFrom, indexNear, type Points, part, pointAt, type Unit } from './points.ts'
import { runsOf } from './runs.ts'
import { thin } from './thin.ts'
import { valueAxis } from './value-axis.ts'

export interface ChartData {
  lines: readonly Line[]
  unit: Unit
  /** The fixed top of the axis; null: by the highest value. */
  limit: number | null
  /** A value that the axis must hold, so that charts beside each other have the same. */
  least?: number | undefined
  marks: readonly Mark[]
  /** The moment that is replayed, in epoch seconds; left out or null: everything has happened. */
  until?: number | null | undefined
}

/** What of a chart is seen in a stretch of time on so many columns of pixels. */
export function drawPicture(
  { lines, unit, limit, least = 0, marks, until = null }: ChartData,
  span: Span,
  columns: number,
  highlighted: string | null,
): Picture {
  const seen = lines.map(({ points }) => around(points, span))
  const most = Math.max(0, ...seen.map(({ time }) => time.length))
  const perColumn = most > columns ? (span.to - span.from) / columns : 0
  const runs = seen.map((points) => runsOf(points).map((run) => thin(run, perColumn)))
  const highest = runs.flat().reduce((top, { max }) => max.reduce((one, other) => Math.max(one, other), top), least)
  return {
    ...{ span, unit, marks, highlighted, until },
    axis: valueAxis(unit, limit, highest),
    data: align(runs),
    lines: lines.length,
  }
}

/** The points within a stretch of time, and one on each side, so that lines go to the edge. */
const around = (points: Points, { from, to }: Span): Points =>
  part(points, Math.max(0, indexFrom(points.time, from) - 1), indexFrom(points.time, to) + 1)

/** The points that begin within a stretch of time. */
export const within = (points: Points, { from, to }: Span): Points =>
  part(points, indexFrom(points.time, from), indexFrom(points.time, to + 1))

/** What a line says of a moment; null where nothing was measured. */
export function valueAt({ points }: Line, time: number) {
  const index = indexNear(points.time, time)
  if (index < 0) return null
  const point = pointAt(points, index)
  const isCovered = time >= point.time - point.span && time <= point.time + 1.5 * point.span
  return isCovered ? point : null
}

/** What a line says at the end of a stretch of time; null when that was too long ago to be said of it. */
export function newestOf({ points }: Line, { to }: Span) {
  const index = indexFrom(points.time, to + 1) - 1
  if (index < 0) return null
  const point = pointAt(points, index)
  return to - point.time <= Math.max(90, 3 * point.span) ? point : null
}

/** Where the crosshair goes from a time: `steps` points on, within the stretch; null without points. */
export function stepFrom(lines: readonly Line[], span: Span, at: number | null, steps: number): number | null {
  const times = lines
    .map(({ points }) => within(points, span).time)
    .reduce((one, other) => (other.length > one.length ? other : one), [])
  if (times.length === 0) return null
  const start = at === null ? (steps > 0 ? -1 : times.length) : indexNear(times, at)
  return times[Math.min(times.length - 1, Math.max(0, start + steps))] ?? null
}
