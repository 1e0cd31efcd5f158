import type { Span } from './ansi.ts'
import type { ReadLines } from './lines.ts'
import { columnsOf } from './width.ts'

/** A row on the screen: a line, or one part of a line that is wrapped. */
export interface Row {
  line: number
  part: number
}

/** Lines per sum; sums make the way from a row to its line short. */
const stride = 1024

const rowsOf = (width: number, columns: number) => Math.max(1, Math.ceil(width / columns))

export interface RowIndex {
  readonly total: number
  at(row: number): Row
  /** The first row of a line. */
  of(line: number): number
}

/** Without wrapping every line is one row; with it a line takes as many rows as its columns need. */
export function indexRows(lines: ReadLines, columns: number | null, known?: { sums: number[] }): RowIndex {
  const { count } = lines
  if (columns === null) return { total: count, at: (row) => ({ line: row, part: 0 }), of: (line) => line }
  const kept = known?.sums ?? []
  for (let start = kept.length * stride; start + stride <= count; start += stride) {
    let sum = kept.at(-1) ?? 0
    for (let line = start; line < start + stride; line++) sum += rowsOf(lines.width(line), columns)
    kept.push(sum)
  }
  // A log that goes back in time has fewer lines than were summed.
  const sums = kept.slice(0, Math.floor(count / stride))
  let total = sums.at(-1) ?? 0
  for (let line = sums.length * stride; line < count; line++) total += rowsOf(lines.width(line), columns)

  const before = (group: number) => (group === 0 ? 0 : (sums[group - 1] ?? 0))
  function groupOf(row: number): number {
    let low = 0
    let high = sums.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) <= row) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    total,
    at(row) {
      const group = groupOf(row)
      let left = row - before(group)
      for (let line = group * stride; line < count; line++) {
        const rows = rowsOf(lines.width(line), columns)
        if (left < rows) return { line, part: left }
        left -= rows
      }
      return { line: Math.max(0, count - 1), part: 0 }
    },
    of(line) {
      const group = Math.min(Math.floor(line / stride), sums.length)
      let row = before(group)
      for (let each = group * stride; each < line; each++) row += rowsOf(lines.width(each), columns)
      return row
    },
  }
}

/** The spans of one wrapped part of a line. */
export function cutSpans(spans: Span[], part: number, columns: number | null): Span[] {
  if (columns === null) return spans
  const cut: Span[] = []
  let column = 0
  for (const span of spans) {
    let text = ''
    for (const character of span.text) {
      if (Math.floor(column / columns) === part) text += character
      column += columnsOf(character)
    }
    if (text) cut.push({ text, style: span.style })
  }
  return cut
}
