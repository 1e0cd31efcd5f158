import type { Range } from './message.ts'

/** Ascending, disjoint and not touching: [1–4], [9–12]. */
export type Ranges = readonly Range[]

/** Adds a stretch and joins what it touches. An empty one (from > to) changes nothing. */
export function addRange(ranges: Ranges, added: Range): Ranges {
  if (added.fromSeq > added.toSeq) return ranges
  const apart = ranges.filter((each) => each.toSeq + 1 < added.fromSeq || each.fromSeq > added.toSeq + 1)
  const joined = ranges.filter((each) => !apart.includes(each))
  const whole = {
    fromSeq: Math.min(added.fromSeq, ...joined.map((each) => each.fromSeq)),
    toSeq: Math.max(added.toSeq, ...joined.map((each) => each.toSeq)),
  }
  return [...apart, whole].sort((one, other) => one.fromSeq - other.fromSeq)
}

/** What of the ranges lies within the bounds. */
export function clipRanges(ranges: Ranges, bounds: Range): Ranges {
  return ranges
    .map(({ fromSeq, toSeq }) => ({
      fromSeq: Math.max(fromSeq, bounds.fromSeq),
      toSeq: Math.min(toSeq, bounds.toSeq),
    }))
    .filter(({ fromSeq, toSeq }) => fromSeq <= toSeq)
}

export const covers = (ranges: Ranges, seq: number) => ranges.some((each) => each.fromSeq <= seq && seq <= each.toSeq)

/** What of 1 … `head` is in none of the ranges. */
export function holesOf(ranges: Ranges, head: number): Range[] {
  const holes: Range[] = []
  let next = 1
  for (const { fromSeq, toSeq } of ranges) {
    if (fromSeq > next) holes.push({ fromSeq: next, toSeq: fromSeq - 1 })
    next = toSeq + 1
  }
  if (next <= head) holes.push({ fromSeq: next, toSeq: head })
  return holes
}
