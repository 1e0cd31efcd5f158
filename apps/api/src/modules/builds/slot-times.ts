import { fillSlots, lineOf, type Turn } from './build-line.ts'

interface Timed extends Turn {
  /** When it came into its slot. */
  beganAt: Date | null
}

/**
 * When each release that waits to build is expected to go on, in ms: the line is played forward, every build taking what such
 * builds usually take. Left out are those of which nobody knows, because a build before them has no history.
 */
export function slotTimes(
  turns: readonly Timed[],
  usualMs: ReadonlyMap<string, number>,
  now: number,
): Map<string, number> {
  const times = new Map<string, number>()
  const ends = new Map<string, number>()
  const slots = lineOf(turns).building.length
  for (const { releaseId, began, beganAt } of turns)
    if (began) ends.set(releaseId, Math.max(now, (beganAt?.getTime() ?? now) + (usualMs.get(releaseId) ?? Number.NaN)))
  let left: readonly Turn[] = turns
  while (left.length > 0 && [...ends.values()].every(Number.isFinite)) {
    const [first] = [...ends].sort(([, a], [, b]) => a - b)
    if (!first) return times
    const [over, end] = first
    ends.delete(over)
    // Who waited for the very same build ships it now, and needs no slot.
    const shipping = lineOf(left).equal.filter(({ to }) => to.releaseId === over)
    for (const { turn } of shipping) times.set(turn.releaseId, end)
    const gone = new Set([over, ...shipping.map(({ turn }) => turn.releaseId)])
    const after = fillSlots(
      left.filter(({ releaseId }) => !gone.has(releaseId)),
      slots,
      end,
    )
    left = after.turns
    for (const { releaseId } of after.granted) {
      times.set(releaseId, end)
      ends.set(releaseId, end + (usualMs.get(releaseId) ?? Number.NaN))
    }
  }
  return times
}
