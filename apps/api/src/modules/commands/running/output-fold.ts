import type { OutputStream } from '../../releases/release.events.ts'

export interface Printed {
  stream: OutputStream
  text: string
}

/** How much of what one server prints is kept, in characters: its beginning, and its end. */
export interface FoldLimits {
  head: number
  tail: number
}

const MOST_HEAD = 2 * 1024 * 1024
/** All servers of a run together, about: a hundred of them must not fill the disk. */
const OF_A_RUN = 32 * 1024 * 1024

export const foldLimits = (servers: number): FoldLimits => {
  const head = Math.min(MOST_HEAD, Math.floor(OF_A_RUN / Math.max(1, servers)))
  return { head, tail: Math.floor(head / 8) }
}

const kilobytes = (characters: number) => `${Math.ceil(characters / 1024)} KB`

const linesIn = (text: string) => {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** Lets the beginning of a flood through, and keeps its end: what lies between is counted and left out. */
export function foldOutput({ head, tail }: FoldLimits) {
  let room = head
  let kept: Printed[] = []
  let keptSize = 0
  let leftLines = 0
  let leftSize = 0
  let folding = false

  function leave(text: string) {
    leftLines += linesIn(text)
    leftSize += text.length
  }

  function keep(piece: Printed) {
    kept.push(piece)
    keptSize += piece.text.length
    while (keptSize > tail) {
      const first = kept[0] as Printed
      const over = keptSize - tail
      const cut = Math.min(over, first.text.length)
      leave(first.text.slice(0, cut))
      keptSize -= cut
      if (cut === first.text.length) kept = kept.slice(1)
      else kept[0] = { ...first, text: first.text.slice(cut) }
    }
  }

  return {
    /** What of a piece is printed now. */
    push(piece: Printed): Printed[] {
      if (piece.text.length <= room) {
        room -= piece.text.length
        return [piece]
      }
      const shown: Printed[] = room > 0 ? [{ ...piece, text: piece.text.slice(0, room) }] : []
      keep({ ...piece, text: piece.text.slice(room) })
      room = 0
      if (folding) return shown
      folding = true
      const text = `\n── That was more than ${kilobytes(head)}. Of the rest only the end is kept; it follows when it is over. ──\n`
      return [...shown, { stream: 'SYSTEM', text }]
    },

    /** What follows at the end of it all. */
    end(): Printed[] {
      if (!folding) return []
      if (leftSize > 0) {
        // The end begins with a whole line.
        const first = kept[0]
        const at = first ? first.text.indexOf('\n') + 1 : 0
        if (first && at > 0) {
          leave(first.text.slice(0, at))
          kept[0] = { ...first, text: first.text.slice(at) }
        }
      }
      const left: Printed[] =
        leftSize > 0
          ? [{ stream: 'SYSTEM', text: `── ${leftLines} lines (${kilobytes(leftSize)}) were left out here. ──\n` }]
          : []
      return [...left, ...kept.filter(({ text }) => text !== '')]
    },
  }
}
