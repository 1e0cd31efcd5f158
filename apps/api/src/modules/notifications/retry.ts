/** After so many tries a delivery has failed; with the waits between them that is about two days. */
export const MOST_TRIES = 10
const FIRST_WAIT_MS = 10_000
const GROWTH = 4
const LONGEST_WAIT_MS = 24 * 3600_000
/** A receiver that failed is left alone for so long at most, whatever else waits for it. */
const LONGEST_REST_MS = 60_000

/**
 * How long to wait after the n-th try: 10 s, 40 s, 160 s … a day, each shortened by up to half at random, so that what failed
 * together does not come back together. A receiver that tells how long to wait is obeyed, up to a day.
 */
export function waitAfter(tries: number, toldMs: number | null, random: () => number = Math.random): number {
  const grown = Math.min(FIRST_WAIT_MS * GROWTH ** (tries - 1), LONGEST_WAIT_MS)
  if (toldMs !== null) return Math.min(Math.max(toldMs, 1000), LONGEST_WAIT_MS)
  return Math.round(grown * (0.5 + random() / 2))
}

/** How long the hook rests after a failed try: as it was told to, else not for much longer than a minute. */
export const restAfter = (waitMs: number, toldMs: number | null) =>
  toldMs === null ? Math.min(waitMs, LONGEST_REST_MS) : waitMs
