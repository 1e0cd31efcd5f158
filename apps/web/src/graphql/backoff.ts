/** Shortest and longest wait before a new connection is tried. */
const shortestMs = 500
const longestMs = 30_000

/**
 * Full jitter: anything up to a cap that doubles, so that a thousand pages do not come back in the same second.
 * `attempt` counts from 0; the result is in milliseconds.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const cap = Math.min(longestMs, shortestMs * 2 ** Math.min(attempt + 1, 10))
  return Math.round(shortestMs + random() * (cap - shortestMs))
}
