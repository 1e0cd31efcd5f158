import { append, noPoints, type Points } from './points.ts'

/** Points of one sample each at the given times, with windows of one length. */
export function samples(entries: readonly (readonly [time: number, value: number])[], span = 1): Points {
  const points = noPoints()
  for (const [time, value] of entries) append(points, { time, span, mean: value, min: value, max: value, count: 1 })
  return points
}
