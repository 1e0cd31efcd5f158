import { lineWidth } from './width.ts'

/** Lines per block. A full block keeps one string instead of thousands. */
const blockSize = 2048
/** A line longer than this is cut for the page; the download route has all of it. */
const longestLine = 20_000

interface Block {
  /** While it fills; null once it is packed. */
  open: string[] | null
  /** All lines with a line end after each. */
  packed: string
  /** Where each line starts in `packed`. */
  starts: Uint32Array
  widths: Uint32Array
  sources: Uint16Array
  count: number
}

/** So many lines were there at that moment. */
interface Moment {
  at: number
  count: number
}

export interface LogLine {
  text: string
  /** Which step wrote it: an index into `sources`. */
  source: number
}

export interface ReadLines {
  readonly count: number
  readonly sources: readonly string[]
  line(index: number): LogLine | undefined
  width(index: number): number
  /** Indexes of lines that contain `needle` (case ignored), from `from` on, at most `limit`. */
  find(needle: string, from: number, limit: number): number[]
}

export interface LogLines extends ReadLines {
  /** Adds a piece of output. Pieces may end in the middle of a line; sources do not mix within a line. */
  append(source: string, text: string, at?: number): void
  /** How many lines had been written whole at a moment, in ms; all of them where no moments were told. */
  countAt(moment: number): number
}

const newBlock = (): Block => ({
  open: [],
  packed: '',
  starts: new Uint32Array(blockSize),
  widths: new Uint32Array(blockSize),
  sources: new Uint16Array(blockSize),
  count: 0,
})

function pack(block: Block) {
  if (!block.open) return
  let at = 0
  block.open.forEach((line, index) => {
    block.starts[index] = at
    at += line.length + 1
  })
  block.packed = `${block.open.join('\n')}\n`
  block.open = null
}

/** What a terminal would show of a line that was written over with carriage returns. */
function overwritten(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  const last = text.lastIndexOf('\r')
  const shown = last === -1 ? text : text.slice(last + 1)
  return shown.length > longestLine ? `${shown.slice(0, longestLine)} …` : shown
}

/** An append-only store of lines that stays small: a million lines are a few hundred strings. */
export function createLogLines(): LogLines {
  const blocks: Block[] = []
  const sources: string[] = []
  const indexes = new Map<string, number>()
  const unfinished = new Map<number, string>()
  let finished = 0
  const moments: Moment[] = []

  function indexOf(source: string): number {
    const known = indexes.get(source)
    if (known !== undefined) return known
    sources.push(source)
    indexes.set(source, sources.length - 1)
    return sources.length - 1
  }

  function push(source: number, raw: string) {
    let block = blocks.at(-1)
    if (!block || block.count === blockSize) {
      block = newBlock()
      blocks.push(block)
    }
    const line = overwritten(raw)
    block.open?.push(line)
    block.widths[block.count] = lineWidth(line)
    block.sources[block.count] = source
    block.count += 1
    finished += 1
    if (block.count === blockSize) pack(block)
  }

  const tails = () => [...unfinished].filter(([, text]) => text !== '')

  function at(index: number) {
    const block = blocks[Math.floor(index / blockSize)]
    return block && { block, offset: index % blockSize }
  }

  function read(block: Block, offset: number): string {
    if (block.open) return block.open[offset] ?? ''
    const start = block.starts[offset] ?? 0
    const end = offset + 1 < block.count ? (block.starts[offset + 1] ?? 0) : block.packed.length
    return block.packed.slice(start, end - 1)
  }

  return {
    get count() {
      return finished + tails().length
    },
    sources,
    countAt(moment) {
      let low = 0
      let high = moments.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((moments[middle] as Moment).at <= moment) low = middle + 1
        else high = middle
      }
      return low === 0 ? 0 : low === moments.length ? this.count : (moments[low - 1] as Moment).count
    },
    append(source, text, at = 0) {
      const index = indexOf(source)
      const pieces = text.split('\n')
      pieces[0] = (unfinished.get(index) ?? '') + pieces[0]
      const rest = pieces.pop() ?? ''
      for (const piece of pieces) push(index, piece)
      unfinished.set(index, rest)
      const last = moments.at(-1)
      if (last && last.at >= at) last.count = finished
      else moments.push({ at, count: finished })
    },
    line(index) {
      if (index >= finished) {
        const tail = tails()[index - finished]
        return tail && { source: tail[0], text: overwritten(tail[1]) }
      }
      const place = at(index)
      return place && { text: read(place.block, place.offset), source: place.block.sources[place.offset] ?? 0 }
    },
    width(index) {
      if (index >= finished) return lineWidth(tails()[index - finished]?.[1] ?? '')
      const place = at(index)
      return place?.block.widths[place.offset] ?? 0
    },
    find(needle, from, limit) {
      const wanted = needle.toLowerCase()
      const found: number[] = []
      if (!wanted) return found
      for (let b = Math.floor(from / blockSize); b < blocks.length && found.length < limit; b++) {
        const block = blocks[b] as Block
        if (!block.open && !block.packed.toLowerCase().includes(wanted)) continue
        for (let o = 0; o < block.count && found.length < limit; o++) {
          const index = b * blockSize + o
          if (index >= from && read(block, o).toLowerCase().includes(wanted)) found.push(index)
        }
      }
      return found
    },
  }
}
