/** What a typed name stands for. `near`: what may have been meant, the likeliest first. */
export type Resolved<T> =
  | { kind: 'found'; one: T }
  | { kind: 'ambiguous'; among: readonly T[] }
  | { kind: 'unknown'; near: readonly T[] }

const mostNear = 5

/**
 * Finds what a name means. Case does not matter, unless two names differ in nothing else; then it must be written exactly.
 * Nothing is guessed: a part of a name is answered with suggestions.
 */
export function resolveName<T>(wanted: string, all: readonly T[], nameOf: (one: T) => string): Resolved<T> {
  const exact = all.find((one) => nameOf(one) === wanted)
  if (exact) return { kind: 'found', one: exact }
  const folded = fold(wanted)
  const same = all.filter((one) => fold(nameOf(one)) === folded)
  if (same.length > 1) return { kind: 'ambiguous', among: same }
  if (same[0]) return { kind: 'found', one: same[0] }
  return { kind: 'unknown', near: nearest(folded, all, nameOf) }
}

const fold = (name: string) => name.trim().normalize('NFKC').toLowerCase()

function nearest<T>(folded: string, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  return all
    .map((one) => ({ one, distance: distanceOf(folded, fold(nameOf(one))) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNear)
    .map(({ one }) => one)
}

/** 0 for a beginning, 1 for a part, then the edits of a slip of the keys; infinite for what has nothing in common. */
function distanceOf(typed: string, name: string): number {
  if (name.startsWith(typed) || typed.startsWith(name)) return 0
  if (name.includes(typed)) return 1
  const edits = editsBetween(typed, name)
  return edits <= Math.max(1, Math.floor(name.length / 3)) ? 1 + edits : Number.POSITIVE_INFINITY
}

/** Levenshtein's distance, a row at a time. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
