/** Lets things pass later, in the order in which they came, also when the delay is shortened on the way. */
export interface DelayLine {
  pass(arrive: () => void): void
  lengthen(ms: number): void
  /** Drops what is on its way. */
  empty(): void
}

export function createDelayLine(clock: { now(): number }): DelayLine {
  const underway = new Set<ReturnType<typeof setTimeout>>()
  let delayMs = 0
  let lastAt = 0

  return {
    pass(arrive) {
      if (delayMs === 0 && underway.size === 0) return arrive()
      const at = Math.max(clock.now() + delayMs, lastAt)
      lastAt = at
      const timer = setTimeout(() => {
        underway.delete(timer)
        arrive()
      }, at - clock.now())
      underway.add(timer)
    },
    lengthen(ms) {
      delayMs = ms
    },
    empty() {
      for (const timer of underway) clearTimeout(timer)
      underway.clear()
      lastAt = 0
    },
  }
}
