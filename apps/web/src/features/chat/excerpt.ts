interface Part {
  text: string
  hit: boolean
}

/** Before the first hit, so that its sentence can be understood. */
const context = 60

/** A text cut to begin near the first word that was looked for, with all of them marked. */
export function excerptOf(text: string, query: string): Part[] {
  const words = query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (words.length === 0) return [{ text, hit: false }]
  const pattern = new RegExp(words.toSorted((one, other) => other.length - one.length).join('|'), 'giu')
  const first = text.search(pattern)
  const start = first > context ? first - context : 0
  const cut = (start > 0 ? '… ' : '') + text.slice(start).replace(/\s+/g, ' ')
  const parts: Part[] = []
  let done = 0
  for (const match of cut.matchAll(pattern)) {
    if (match.index > done) parts.push({ text: cut.slice(done, match.index), hit: false })
    parts.push({ text: match[0], hit: true })
    done = match.index + match[0].length
  }
  if (done < cut.length) parts.push({ text: cut.slice(done), hit: false })
  return parts
}
