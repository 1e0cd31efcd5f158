export type StatusRange = { first: number; last: number }[]

const MOST_PARTS = 20

/** `200`, `200-299` or several with commas; a dash may be any. Total. */
export function parseStatusRange(text: string): { ranges: StatusRange } | { problem: string } {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > MOST_PARTS) return { problem: `Use at most ${MOST_PARTS} parts.` }
  const ranges: StatusRange = []
  for (const part of parts) {
    const [, from, to] = /^(\d{3})(?:\s*[-–—]\s*(\d{3}))?$/.exec(part) ?? []
    if (from === undefined) return { problem: 'Write a status such as 200, or a range such as 200-299.' }
    const [first, last] = [Number(from), Number(to ?? from)]
    if (first < 200 || last > 599) return { problem: 'A status lies between 200 and 599.' }
    if (first > last) return { problem: `${part} begins behind its end.` }
    ranges.push({ first, last })
  }
  return { ranges }
}

/** The same text for the same ranges. */
export const printStatusRange = (ranges: StatusRange): string =>
  ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',')

export const isExpected = (status: number, ranges: StatusRange): boolean =>
  ranges.some(({ first, last }) => status >= first && status <= last)
