/** An event of a recording: seconds since the start, what it is (`o` output, `r` size, `i` input, `m` mark), and its text. */
export interface CastEvent {
  at: number
  code: string
  data: string
}

export interface Cast {
  columns: number
  rows: number
  events: CastEvent[]
}

/** Reads an asciicast, version 2; a line that is none is left out. */
export function readCast(text: string): Cast {
  const [first = '{}', ...lines] = text.split('\n')
  const header = JSON.parse(first) as { width?: number; height?: number }
  const events = lines.flatMap((line) => {
    if (line === '') return []
    try {
      const [at, code, data] = JSON.parse(line) as [number, string, string]
      return typeof at === 'number' && typeof data === 'string' ? [{ at, code, data }] : []
    } catch {
      return []
    }
  })
  return { columns: header.width ?? 80, rows: header.height ?? 24, events }
}

/** No pause is longer than this many seconds when idle time is skipped. */
const LONGEST_PAUSE = 1.5

/** When each event is shown: as it was, or with long pauses made short. Seconds. */
export function momentsOf(events: readonly CastEvent[], skipIdle: boolean): number[] {
  let before = 0
  let moment = 0
  return events.map(({ at }) => {
    const pause = Math.max(0, at - before)
    before = at
    moment += skipIdle ? Math.min(pause, LONGEST_PAUSE) : pause
    return moment
  })
}

/** How many events have happened at a moment. */
export function countUntil(moments: readonly number[], moment: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((moments[middle] ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low
}
