// biome-ignore-all lint/suspicious/noControlCharactersInRegex: escape sequences are made of control characters

/** How a piece of text looks. Colours are 0–15 of the terminal's palette, or `#rrggbb`; null is the default. */
export interface Style {
  colour: number | string | null
  background: number | string | null
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
}

export interface Span {
  text: string
  style: Style
}

export const plain: Style = {
  colour: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
}

// Colour sequences end in m; cursor movements, titles and other control sequences are dropped.
const sequence =
  /\x1b(?:\[([\d;:]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g

export function stripAnsi(line: string): string {
  return line.includes('\x1b') || /[\0-\x08]/.test(line) ? line.replace(sequence, '') : line
}

/** xterm's cube of 216 colours and its ramp of 24 greys. */
function indexed(index: number): number | string {
  if (index < 16) return index
  const hex = (value: number) => value.toString(16).padStart(2, '0')
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  const cube = index - 16
  return `#${hex(level(Math.floor(cube / 36)))}${hex(level(Math.floor(cube / 6) % 6))}${hex(level(cube % 6))}`
}

function extended(codes: number[], at: number): { colour: number | string | null; used: number } {
  if (codes[at] === 5) return { colour: indexed(Math.min(255, codes[at + 1] ?? 0)), used: 2 }
  if (codes[at] !== 2) return { colour: null, used: 0 }
  const hex = (value: number | undefined) =>
    Math.min(255, value ?? 0)
      .toString(16)
      .padStart(2, '0')
  return { colour: `#${hex(codes[at + 1])}${hex(codes[at + 2])}${hex(codes[at + 3])}`, used: 4 }
}

/** The style after a colour sequence such as `1;31`. */
export function applyCodes(style: Style, parameters: string): Style {
  const codes = (parameters || '0').split(/[;:]/).map(Number)
  let next = { ...style }
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0
    if (code === 0) next = { ...plain }
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 3) next.italic = true
    else if (code === 4) next.underline = true
    else if (code === 22) Object.assign(next, { bold: false, dim: false })
    else if (code === 23) next.italic = false
    else if (code === 24) next.underline = false
    else if (code >= 30 && code <= 37) next.colour = code - 30
    else if (code === 39) next.colour = null
    else if (code >= 40 && code <= 47) next.background = code - 40
    else if (code === 49) next.background = null
    else if (code >= 90 && code <= 97) next.colour = code - 82
    else if (code >= 100 && code <= 107) next.background = code - 92
    else if (code === 38 || code === 48) {
      const { colour, used } = extended(codes, at + 1)
      if (code === 38) next.colour = colour
      else next.background = colour
      at += used
    }
  }
  return next
}

/** Splits a line into spans of one look. Each line starts plain: tools that colour reset at the line's end. */
export function parseAnsi(line: string): Span[] {
  if (!line.includes('\x1b')) return line ? [{ text: stripAnsi(line), style: plain }] : []
  const spans: Span[] = []
  let style = plain
  let from = 0
  for (const match of line.matchAll(sequence)) {
    if (match.index > from) spans.push({ text: line.slice(from, match.index), style })
    if (match[2] === 'm') style = applyCodes(style, match[1] ?? '')
    from = match.index + match[0].length
  }
  if (from < line.length) spans.push({ text: line.slice(from), style })
  return spans
}
