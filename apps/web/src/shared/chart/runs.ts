import { isGap, type Points, part } from './points.ts'

/** The points in runs: within one nothing is missing, between two there is a gap. */
export function runsOf(points: Points): Points[] {
  const begins = points.time.flatMap((_, index) => (index === 0 || isGap(points, index) ? [index] : []))
  return begins.map((from, index) => part(points, from, begins[index + 1]))
}
