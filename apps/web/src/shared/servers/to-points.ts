import type { Point, Points } from '../chart/points.ts'
import type { MetricSeries } from './metric-operations.ts'

/** A series as points. */
export const toPoints = ({ times, mean, min, max, count, windowSeconds }: MetricSeries): Points => ({
  time: [...times],
  span: times.map(() => windowSeconds),
  mean: [...mean],
  min: [...min],
  max: [...max],
  count: [...count],
})

/**
 * One sample as a point. It stands for the time until the next one is due, which is the server's interval: that it is sampled
 * more often while somebody watches makes no gap of what was sampled before.
 */
export const toPoint = (value: number, at: string, intervalSeconds: number): Point => ({
  time: Math.floor(Date.parse(at) / 1000),
  span: Math.max(1, intervalSeconds),
  ...{ mean: value, min: value, max: value, count: 1 },
})
