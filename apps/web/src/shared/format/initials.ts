const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

/** One or two letters that stand for a name: `Ada Lovelace` → AL, `bob` → B, `王小明` → 小明. */
export function initials(name: string): string {
  const trimmed = name.trim()
  if (wide.test(trimmed)) return [...trimmed].slice(-2).join('')
  const words = trimmed.split(/[\s._-]+/).filter(Boolean)
  const first = words[0] ?? '?'
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return ([...first][0] + ([...last][0] ?? '')).toUpperCase()
}

/** A hue of 0 to 359 that stays with an id. */
export function hueOf(id: string): number {
  let hash = 2166136261
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619)
  // Steps of 24 keep neighbours apart.
  return ((hash >>> 0) % 15) * 24
}
