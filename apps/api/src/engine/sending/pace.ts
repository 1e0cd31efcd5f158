/** What earlier uploads told of a server; null: nothing yet. Only time depends on it. */
export interface Pace {
  /** How much of a build reaches its disk in a second, while other servers are served as well. */
  bytesPerSecond: number | null
  /** How long it takes to put a build together from what it has, against what is expected of any server: 2 is twice as long. */
  slowness: number | null
}

/** Remembers the paces of servers. */
export interface Paces {
  of(serverId: string): Promise<Pace>
  keep(serverId: string, pace: Pace): Promise<void>
}

export const UNKNOWN_PACE: Pace = { bytesPerSecond: null, slowness: null }

/** Less than this says little: the way there and back takes longer than the bytes. */
export const TELLING_BYTES = 1_000_000
/** How much a new figure counts against all earlier ones. */
const SHARE_OF_NEW = 0.3
/** What was learnt of a slow disk fades with each upload that does not ask it. */
const FADING = 0.9
const MOST_SLOWNESS = 50

/** After a transfer. A small one can only prove that the link is faster than it was thought to be. */
export function learnLink(pace: Pace, { bytes, ms }: { bytes: number; ms: number }): Pace {
  const measured = bytes / (Math.max(1, ms) / 1000)
  if (!isUsable(measured)) return pace
  const before = isUsable(pace.bytesPerSecond) ? pace.bytesPerSecond : null
  const small = bytes < TELLING_BYTES
  const bytesPerSecond = small
    ? Math.max(before ?? 0, measured)
    : before === null
      ? measured
      : between(before, measured)
  return { ...pace, bytesPerSecond }
}

/** After a build was put together in `seconds` that was expected to take `expected`. */
export function learnSlowness(pace: Pace, seconds: number, expected: number): Pace {
  const measured = Math.min(MOST_SLOWNESS, Math.max(1 / MOST_SLOWNESS, seconds / expected))
  return isUsable(measured) ? { ...pace, slowness: between(slownessOf(pace), measured) } : pace
}

/** After a whole artifact was sent: a disk that was slow once gets its next chance. */
export const fadeSlowness = (pace: Pace): Pace =>
  pace.slowness === null ? pace : { ...pace, slowness: slownessOf(pace) ** FADING }

export const slownessOf = ({ slowness }: Pace): number => (isUsable(slowness) ? slowness : 1)

export const isUsable = (value: number | null): value is number => value !== null && Number.isFinite(value) && value > 0

/** On the way from an old to a new figure; as they differ by factors, so does what lies between. */
const between = (before: number, measured: number): number => before ** (1 - SHARE_OF_NEW) * measured ** SHARE_OF_NEW
