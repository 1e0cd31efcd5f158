/** How long a message has to stay in view before the server hears of it. */
const settleMs = 500

export interface ReadMarker {
  /** Everything up to here is in view. Counts only while the page is looked at. */
  see(seq: number): void
  /** The page is looked at again: what is in view counts now. */
  look(): void
  stop(): void
}

interface MarkerParts {
  readSeq: number
  isSeen(): boolean
  /** False when it did not arrive: then it is said again with the next one. */
  mark(seq: number): Promise<boolean>
}

/** The viewer's place in a room. It only grows, and is told once things have settled. */
export function createReadMarker({ readSeq, isSeen, mark }: MarkerParts): ReadMarker {
  let told = readSeq
  let seen = readSeq
  let inView = readSeq
  let timer: ReturnType<typeof setTimeout> | undefined

  async function tell() {
    timer = undefined
    const seq = seen
    if (seq <= told) return
    const before = told
    told = seq
    if (!(await mark(seq)) && told === seq) told = before
  }

  function look() {
    if (!isSeen()) return
    seen = Math.max(seen, inView)
    if (seen > told) timer ??= setTimeout(tell, settleMs)
  }

  return {
    see(seq) {
      inView = Math.max(inView, seq)
      look()
    },
    look,
    stop: () => clearTimeout(timer),
  }
}
