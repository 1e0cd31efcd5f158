/** The known word that was probably meant; null when none is near. */
export function suggest(written: string, known: readonly string[]): string | null {
  if (written.length > 40) return null
  const wanted = plain(written)
  const ranked = known.map((word) => ({ word, distance: distance(wanted, plain(word)) }))
  const best = ranked.sort((one, other) => one.distance - other.distance)[0]
  return best && best.distance <= Math.floor(best.word.length * 0.4) ? best.word : null
}

/** `after_fetch`, `after-fetch` and `AfterFetch` all mean `afterFetch`. */
const plain = (word: string) => word.toLowerCase().replace(/[-_ ]/g, '')

/** How many letters must be added, removed or exchanged. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
