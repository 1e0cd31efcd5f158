/** Times in ms, counted in steps of a tenth; more than a minute counts as a minute. */
export interface Histogram {
  add(ms: number): void
  readonly count: number
  /** The time that this share (0.99) did not exceed; null when nothing was counted. */
  percentile(share: number): number | null
}

const STEPS = 600_000

export function createHistogram(): Histogram {
  const counts = new Uint32Array(STEPS)
  let count = 0
  return {
    add(ms) {
      const step = Math.min(STEPS - 1, Math.max(0, Math.floor(ms * 10)))
      counts[step] = (counts[step] ?? 0) + 1
      count += 1
    },
    get count() {
      return count
    },
    percentile(share) {
      if (count === 0) return null
      let below = 0
      for (let step = 0; step < STEPS; step++) {
        below += counts[step] ?? 0
        if (below >= count * share) return (step + 1) / 10
      }
      return STEPS / 10
    },
  }
}
