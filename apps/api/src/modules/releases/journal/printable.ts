// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these cannot be stored or shown
const unprintable = /[\u0000-\u0007\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g
const DELETE = 0x7f

/**
 * Text that Postgres stores (no NUL, no half of a surrogate pair) and a page may show: control characters become their visible
 * pictures (␀ …), except for tab, line breaks, backspace and the escape that begins a colour.
 */
export function printable(text: string): string {
  const pictured = text.replace(unprintable, (c) => {
    const code = c.charCodeAt(0)
    return String.fromCharCode(code === DELETE ? 0x2421 : 0x2400 + code)
  })
  return pictured.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Cuts text into pieces of at most `most` characters, never through a surrogate pair. */
export function piecesOf(text: string, most: number): string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + most)
    const last = text.charCodeAt(to - 1)
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to--
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}
