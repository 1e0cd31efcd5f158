/**
 * Whether a name matches a pattern: `*` is anything but `/`, `**` anything, `?` one character but `/`. In time proportional to both
 * lengths, whatever the pattern is.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = [...pattern.matchAll(/\*\*|\*|\?|[^*?]/gsu)].map(([part]) => part)
  const characters = [...name]
  // reached[i]: the parts so far match the first i characters.
  let reached = characters.map(() => false)
  reached.unshift(true)
  for (const part of parts) {
    const next = reached.map(() => false)
    if (part === '*' || part === '**') {
      for (let i = 0; i <= characters.length; i++) {
        const goesOn = i > 0 && next[i - 1] === true && (part === '**' || characters[i - 1] !== '/')
        next[i] = reached[i] === true || goesOn
      }
    } else {
      for (let i = 1; i <= characters.length; i++) {
        const fits = part === '?' ? characters[i - 1] !== '/' : characters[i - 1] === part
        next[i] = fits && reached[i - 1] === true
      }
    }
    reached = next
  }
  return reached[characters.length] === true
}
