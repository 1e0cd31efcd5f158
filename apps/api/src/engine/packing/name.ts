/**
 * Whether a name matches a glob of `*`, `?`, `[a-z]`, `[!a-z]` and `\x`. Only the last `*` is ever gone back to: the work is
 * at most name × glob, where a regular expression could take for ever.
 */
export function nameMatches(glob: string, name: string): boolean {
  const symbols = symbolsOf(glob)
  const letters = [...name]
  let at = 0
  let next = 0
  let star = -1
  let resume = 0
  while (at < letters.length) {
    const symbol = symbols[next]
    if (symbol === '*') {
      star = next++
      resume = at
    } else if (symbol?.(letters[at] ?? '')) {
      at++
      next++
    } else if (star >= 0) {
      next = star + 1
      at = ++resume
    } else return false
  }
  while (symbols[next] === '*') next++
  return next === symbols.length
}

type GlobSymbol = '*' | ((letter: string) => boolean)

const known = new Map<string, GlobSymbol[]>()
const mostKnown = 2000

function symbolsOf(glob: string): GlobSymbol[] {
  const found = known.get(glob)
  if (found) return found
  if (known.size >= mostKnown) known.clear()
  const symbols = parse([...glob])
  known.set(glob, symbols)
  return symbols
}

function parse(glob: string[]): GlobSymbol[] {
  const symbols: GlobSymbol[] = []
  for (let i = 0; i < glob.length; i++) {
    const letter = glob[i] as string
    const set = letter === '[' ? letterSet(glob, i) : null
    if (letter === '*') symbols.push('*')
    else if (letter === '?') symbols.push(() => true)
    else if (set) {
      symbols.push(set.has)
      i = set.end
    } else {
      const literal = letter === '\\' ? (glob[++i] ?? '\\') : letter
      symbols.push((other) => other === literal)
    }
  }
  return symbols
}

/** A set in brackets that begins at `start`; null when it is never closed, and `[` stands for itself. */
function letterSet(glob: string[], start: number) {
  const negated = glob[start + 1] === '!' || glob[start + 1] === '^'
  const first = start + (negated ? 2 : 1)
  const end = glob.indexOf(']', first + 1)
  if (end < 0) return null
  const ranges: [string, string][] = []
  for (let i = first; i < end; i++) {
    const low = glob[i] as string
    const isRange = glob[i + 1] === '-' && i + 2 < end
    ranges.push([low, isRange ? (glob[i + 2] as string) : low])
    if (isRange) i += 2
  }
  const has = (letter: string) => ranges.some(([low, high]) => low <= letter && letter <= high) !== negated
  return { has, end }
}
