import { append, indexFrom, noPoints, type Point, type Points, part } from './points.ts'

/** The newest points of one series, put together from what was asked for and what streams in. */
export interface PointRing {
  readonly points: Points
  /** A point from the stream: it goes behind the others or over the last one; an older one comes too late and is left out. */
  add(point: Point): boolean
  /** A window that was asked for takes the place of everything from its beginning to its end; what is newer stays. */
  fill(window: Points): void
  /** Lets go of what begins before a time. */
  trim(from: number): void
}

/** Keeps at most `capacity` points: the oldest go first. */
export function createPointRing(capacity = 6_000): PointRing {
  let points = noPoints()

  /** Arrays are only made anew when a quarter could go, so that a point costs nothing on average. */
  function shorten(keep: number) {
    if (points.time.length > keep * 1.25) points = part(points, points.time.length - keep)
  }

  return {
    get points() {
      return points
    },
    add(point) {
      const last = points.time.length - 1
      const newest = points.time[last]
      if (newest !== undefined && point.time < newest) return false
      if (point.time === newest) {
        for (const column of Object.keys(points) as (keyof Points)[]) points[column][last] = point[column]
        return true
      }
      append(points, point)
      shorten(capacity)
      return true
    },
    fill(window) {
      const [first, last] = [window.time[0], window.time.at(-1)]
      if (first === undefined || last === undefined) return
      const before = part(points, 0, indexFrom(points.time, first))
      const after = part(points, indexFrom(points.time, last + 1))
      points = joined(before, window, after)
      shorten(capacity)
    },
    trim(from) {
      const gone = indexFrom(points.time, from)
      if (gone > 0 && gone >= points.time.length / 5) points = part(points, gone)
    },
  }
}

function joined(...parts: readonly Points[]): Points {
  const all = noPoints()
  for (const column of Object.keys(all) as (keyof Points)[]) all[column] = parts.flatMap((each) => each[column])
  return all
}
