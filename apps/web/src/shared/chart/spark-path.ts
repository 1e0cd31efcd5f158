import type { Points } from './points.ts'
import { runsOf } from './runs.ts'

export interface SparkBox {
  width: number
  height: number
  from: number
  to: number
  /** The top of the box. */
  max: number
}

/** The line of a small chart as an SVG path: a stroke for each run; a point that stands alone is a dot. */
export function sparkPath(points: Points, { width, height, from, to, max }: SparkBox): string {
  const x = (time: number) => round(((time - from) / (to - from)) * width)
  const y = (value: number) => round(height - (Math.min(Math.max(value, 0), max) / max) * height)
  return runsOf(points)
    .map(({ time, mean }) => {
      const corners = time.map((each, index) => `${x(each)} ${y(mean[index] as number)}`)
      return `M${corners.join('L')}${corners.length === 1 ? 'h.01' : ''}`
    })
    .join('')
}

const round = (value: number) => Math.round(value * 10) / 10
