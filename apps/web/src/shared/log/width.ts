import { stripAnsi } from './ansi.ts'

/** East Asian wide and emoji ranges take two columns in a terminal's font. */
const isWide = (code: number) =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  (code >= 0x1f300 && code <= 0x1faff) ||
  (code >= 0x20000 && code <= 0x3fffd)

export const columnsOf = (character: string) => (isWide(character.codePointAt(0) ?? 0) ? 2 : 1)

// biome-ignore lint/suspicious/noControlCharactersInRegex: this asks whether a line is plain ASCII
const ascii = /^[\x00-\x7f]*$/

/** Columns that a line takes, colour sequences not counted. */
export function lineWidth(line: string): number {
  const shown = stripAnsi(line)
  if (ascii.test(shown)) return shown.length
  let width = 0
  for (const character of shown) width += columnsOf(character)
  return width
}
