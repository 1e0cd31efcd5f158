import { readReport } from '../commands/script.ts'

/** What the scripts of an arrival say on their way. */
export type Mark = 'ready' | 'arrived' | 'joined'

/** Notes when a script says that it has come so far. */
export interface Marks {
  hear(text: string): void
  /** What was seen from here; whatever tells of a mark first counts. */
  note(mark: Mark): void
  /** Milliseconds from one mark to the next; null when one of them was not heard. */
  between(from: Mark, to: Mark): number | null
}

export function noteMarks(now: () => number = () => performance.now()): Marks {
  const heard = new Map<string, number>()
  let text = ''
  const note = (mark: string) => {
    if (!heard.has(mark)) heard.set(mark, now())
  }
  return {
    note,
    hear(piece) {
      text += piece
      const end = text.lastIndexOf('\n') + 1
      for (const key of readReport(text.slice(0, end)).keys()) note(key)
      text = text.slice(end)
    },
    between(from, to) {
      const [begin, end] = [heard.get(from), heard.get(to)]
      return begin === undefined || end === undefined ? null : end - begin
    },
  }
}
