/**
 * How far the server's clock is ahead of this machine's, so that a latency between the two means something. An answer
 * was written between asking and hearing: that bounds the difference, and the bounds of all answers hold together.
 * (The idea of NTP, with the narrowest interval instead of an average.)
 */
export interface ServerClock {
  /** Milliseconds to add to a local time; 0 until something is known. */
  readonly aheadMs: number
  /** Something that was asked at `before` and answered at `after` was written at `at` by the server's clock. */
  note(before: number, at: number, after: number): void
}

export function createServerClock(): ServerClock {
  let bounds: { least: number; most: number } | null = null
  return {
    get aheadMs() {
      return bounds ? (bounds.least + bounds.most) / 2 : 0
    },
    note(before, at, after) {
      const seen = { least: at - after, most: at - before }
      const both = bounds && { least: Math.max(bounds.least, seen.least), most: Math.min(bounds.most, seen.most) }
      // Bounds that do not meet: one of the clocks was set meanwhile.
      bounds = both && both.least <= both.most ? both : seen
    },
  }
}
