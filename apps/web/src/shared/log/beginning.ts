import type { ReadLines } from './lines.ts'

/** The same lines, but only the first `most()` of them: a log as it was at some moment. */
export function beginningOf(lines: ReadLines, most: () => number): ReadLines {
  return {
    get count() {
      return Math.min(most(), lines.count)
    },
    get sources() {
      return lines.sources
    },
    line: lines.line,
    width: lines.width,
    find(needle, from, limit) {
      const { count } = this
      return lines.find(needle, from, limit).filter((index) => index < count)
    },
  }
}
