export type Unit = 'PERCENT' | 'BYTES' | 'BYTES_PER_SECOND' | 'NUMBER' | 'MILLISECONDS'

/** What was measured in one window of time. */
export interface Point {
  /** Epoch seconds at which the window begins. */
  time: number
  /** Length of the window in seconds. */
  span: number
  mean: number
  min: number
  max: number
  /** How many samples it stands for. */
  count: number
}

/** Points in columns of one length, oldest first; no two have the same time. */
export type Points = { [Column in keyof Point]: number[] }

export const noPoints = (): Points => ({ time: [], span: [], mean: [], min: [], max: [], count: [] })

export const pointAt = ({ time, span, mean, min, max, count }: Points, index: number): Point => ({
  time: time[index] as number,
  span: span[index] as number,
  mean: mean[index] as number,
  min: min[index] as number,
  max: max[index] as number,
  count: count[index] as number,
})

export function append(points: Points, { time, span, mean, min, max, count }: Point): void {
  points.time.push(time)
  points.span.push(span)
  points.mean.push(mean)
  points.min.push(min)
  points.max.push(max)
  points.count.push(count)
}

/** A part as a copy of its own, from `from` up to but without `to`. */
export const part = (points: Points, from: number, to?: number): Points => ({
  time: points.time.slice(from, to),
  span: points.span.slice(from, to),
  mean: points.mean.slice(from, to),
  min: points.min.slice(from, to),
  max: points.max.slice(from, to),
  count: points.count.slice(from, to),
})

/** The index of the first point that begins at or after a time. */
export function indexFrom(times: readonly number[], time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the point nearest to a time, or -1 without points. */
export function indexNear(times: readonly number[], time: number): number {
  const after = indexFrom(times, time)
  const [before, next] = [times[after - 1], times[after]]
  if (before === undefined || next === undefined)
    return before === undefined ? (next === undefined ? -1 : after) : after - 1
  return time - before <= next - time ? after - 1 : after
}

/** How much longer than a window the time to the next point may be before nothing is drawn between them. */
const patience = 1.5

/** Whether something is missing between a point and the one before it; where windows change their length, the longer counts. */
export function isGap({ time, span }: Pick<Points, 'time' | 'span'>, index: number): boolean {
  if (index < 1 || index >= time.length) return false
  const window = Math.max(span[index - 1] as number, span[index] as number)
  return (time[index] as number) - (time[index - 1] as number) > patience * window
}
