/** Output that is on its way: what the page has not acknowledged, by offset; bounded, so that whoever reads the shell waits. */
export interface OutputWindow {
  /** Offset behind the last byte that came. */
  readonly produced: number
  /** Resolves when more may come; at once when there is room, or when the window was opened for good. */
  room(): Promise<void>
  /** Resolves when everything is acknowledged, or when the window was opened for good. */
  empty(): Promise<void>
  /** Takes a piece, whose offset it answers. */
  add(bytes: Buffer): number
  /** Everything before the offset is there: it is let go. False for an offset that was never given out. */
  acknowledge(offset: number): boolean
  /** What is kept from an offset on, in pieces; begins later when that is gone. */
  from(offset: number): { offset: number; bytes: Buffer }[]
  /** Nobody waits any more. */
  open(): void
}

export function createOutputWindow(mostBytes: number): OutputWindow {
  let pieces: { offset: number; bytes: Buffer }[] = []
  let produced = 0
  let acknowledged = 0
  let opened = false
  const waiting: (() => void)[] = []
  const isFull = () => !opened && produced - acknowledged >= mostBytes
  const wake = () => {
    for (const look of waiting.splice(0)) look()
  }
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => void waiting.push(resolve))
  }
  return {
    get produced() {
      return produced
    },
    room: () => until(() => !isFull()),
    empty: () => until(() => opened || acknowledged === produced),
    add(bytes) {
      const offset = produced
      pieces.push({ offset, bytes })
      produced += bytes.length
      return offset
    },
    acknowledge(offset) {
      if (offset > produced) return false
      acknowledged = Math.max(acknowledged, offset)
      const kept = pieces.findIndex((piece) => piece.offset + piece.bytes.length > acknowledged)
      pieces = kept === -1 ? [] : kept === 0 ? pieces : pieces.slice(kept)
      wake()
      return true
    },
    from(offset) {
      return pieces.flatMap((piece) => {
        const skip = Math.max(0, offset - piece.offset)
        return skip >= piece.bytes.length ? [] : [{ offset: piece.offset + skip, bytes: piece.bytes.subarray(skip) }]
      })
    },
    open() {
      opened = true
      wake()
    },
  }
}
