/** Lengths of windows that samples are rolled up to, in seconds, the shortest first. */
export const TIERS = [60, 600, 3600] as const
export type Tier = (typeof TIERS)[number]
/** A tier, or samples as they were taken. */
export type Grain = Tier | 1

const HOUR = 3600
const DAY = 24 * HOUR

/** For how long each is kept, in seconds. */
export const KEPT: Readonly<Record<Grain, number>> = { 1: HOUR, 60: DAY, 600: 7 * DAY, 3600: 90 * DAY }

/** What may be asked a little after it should have gone is still there: browsers' clocks differ. */
export const keptUntilCleared = (grain: Grain) => KEPT[grain] * 1.1

export const MAX_POINTS = 1500

export interface Span {
  /** Epoch seconds. */
  from: number
  to: number
}

export interface Choice {
  grain: Grain
  /** The length of the windows to answer: the grain's, or a multiple where those would be too many. */
  windowSeconds: number
}

/**
 * The finest grain that still covers the span and gives at most so many points; where even the coarsest gives more, its windows
 * are put together. `samples`: how many there are in the span.
 */
export function chooseGrain({ from, to }: Span, { now, samples }: { now: number; samples: number }): Choice {
  const covers = (grain: Grain) => from >= now - keptUntilCleared(grain)
  if (covers(1) && samples > 0 && samples <= MAX_POINTS) return { grain: 1, windowSeconds: 1 }
  const windows = (seconds: number) => Math.floor(to / seconds) - Math.floor(from / seconds) + 1
  for (const grain of TIERS) {
    if (covers(grain) && windows(grain) <= MAX_POINTS) return { grain, windowSeconds: grain }
  }
  const coarsest = TIERS[TIERS.length - 1] ?? 3600
  let windowSeconds: number = coarsest
  while (windows(windowSeconds) > MAX_POINTS) windowSeconds += coarsest
  return { grain: coarsest, windowSeconds }
}

/**
 * How long a point stands for, in seconds, where something is sampled so often: until the next one is due. Windows that are no longer
 * than twice that may miss a sample by a hair, which is no gap.
 */
export const standsFor = (windowSeconds: number, everySeconds: number): number => {
  if (windowSeconds === 1) return Math.max(1, everySeconds)
  return everySeconds > windowSeconds / 2 ? windowSeconds + everySeconds : windowSeconds
}
