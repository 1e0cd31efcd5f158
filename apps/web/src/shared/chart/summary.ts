import type { Span } from './picture.ts'
import { indexFrom, type Points } from './points.ts'

export interface Summary {
  mean: number
  max: number
  /** Samples that it stands for. */
  count: number
}

/** Mean and highest value of the points that begin in a stretch of time; null when nothing was measured in it. */
export function summarize({ time, mean, max, count }: Points, { from, to }: Span): Summary | null {
  let sum = 0
  let samples = 0
  let highest = Number.NEGATIVE_INFINITY
  for (let index = indexFrom(time, from); index < time.length && (time[index] as number) <= to; index++) {
    sum += (mean[index] as number) * (count[index] as number)
    samples += count[index] as number
    highest = Math.max(highest, max[index] as number)
  }
  return samples > 0 ? { mean: sum / samples, max: highest, count: samples } : null
}

/** How a value went from one to another: `same` when nobody would call it a change. */
export type Turn = 'up' | 'down' | 'same'

/** Less than a twentieth of the larger one is no change; nor is less than `least`, which noise makes. */
export function turnOf(before: number, after: number, least: number): Turn {
  const change = after - before
  if (Math.abs(change) < Math.max(least, 0.05 * Math.max(Math.abs(before), Math.abs(after)))) return 'same'
  return change > 0 ? 'up' : 'down'
}
