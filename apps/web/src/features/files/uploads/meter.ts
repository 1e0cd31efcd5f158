/** How many bytes had come at a moment (ms). */
export interface Reading {
  at: number
  bytes: number
}

/** So long ago counts for the rate: short enough to follow a line that slows down, long enough to stand still for reading. */
const WINDOW_MS = 6_000

/** The readings with one more, and without those that are too old; one from before the window stays, to measure from. */
export function withReading(readings: readonly Reading[], next: Reading): Reading[] {
  const begin = readings.findLastIndex(({ at }) => at <= next.at - WINDOW_MS)
  const last = readings.at(-1)
  // Went back: what was sent is sent again, and nothing before counts.
  const kept = last && last.bytes > next.bytes ? [] : readings.slice(Math.max(0, begin))
  return [...kept, next]
}

/** Bytes per second; null: not known yet. */
export function rateOf(readings: readonly Reading[]): number | null {
  const [first, last] = [readings[0], readings.at(-1)]
  if (!first || !last || last.at - first.at < 300) return null
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
}

/** How long the rest takes, in ms; null: nobody knows. */
export const remainingMs = (left: number, rate: number | null) => (rate ? (left * 1000) / rate : null)

const [LEAST, FIRST, MOST] = [1, 4, 32].map((mib) => mib * 1024 * 1024) as [number, number, number]

/** So much is sent in one request: about 15 s of it, as a request has 300 s to come. */
export const pieceBytes = (rate: number | null) =>
  rate === null ? FIRST : Math.min(MOST, Math.max(LEAST, Math.round(rate * 15)))
