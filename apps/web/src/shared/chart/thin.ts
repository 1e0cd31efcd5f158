import { append, noPoints, type Point, type Points, pointAt } from './points.ts'

/**
 * Draws the points of a run together until each column of pixels has one, so that a long time costs no more than a short one.
 * Nothing that stood out is lost: a column keeps its lowest and its highest value.
 */
export function thin(run: Points, secondsPerColumn: number): Points {
  if (secondsPerColumn <= 0) return run
  const thinned = noPoints()
  let open: Point | null = null
  let column = Number.NaN
  for (let index = 0; index < run.time.length; index++) {
    const own = Math.floor((run.time[index] as number) / secondsPerColumn)
    if (open && own === column) {
      open = together(open, pointAt(run, index))
      continue
    }
    if (open) append(thinned, open)
    open = pointAt(run, index)
    column = own
  }
  if (open) append(thinned, open)
  return thinned
}

/** One point for two that follow each other. */
export function together(one: Point, next: Point): Point {
  const count = one.count + next.count
  return {
    time: one.time,
    span: Math.max(one.span, next.time + next.span - one.time),
    mean: count > 0 ? (one.mean * one.count + next.mean * next.count) / count : next.mean,
    min: Math.min(one.min, next.min),
    max: Math.max(one.max, next.max),
    count,
  }
}
