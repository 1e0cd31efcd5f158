/** How much waits in memory, and for how long, before it is written. */
export interface WriterLimits {
  /** Output waits at most this long for more of it. */
  delayMs: number
  /** … or until there is this much, in characters; also the most that one write carries. */
  batchSize: number
  /** Above this, `add` does not resolve until the writes have caught up, in characters. */
  bufferSize: number
}

export const writerLimits: WriterLimits = { delayMs: 100, batchSize: 64 * 1024, bufferSize: 256 * 1024 }

/** An entry in the order of its arrival. `size` in characters. */
interface Waiting<E> {
  entry: E
  size: number
}

interface Waiter {
  /** Resolved as soon as everything up to this entry is written … */
  index: number
  resolve(): void
  reject(error: unknown): void
}

export interface JournalWriter<E> {
  /** Takes an entry; resolves when there is room for more. */
  add(entry: E, size: number): Promise<void>
  /** Takes an entry and resolves when it, and all before it, are written. */
  commit(entry: E): Promise<void>
  /** Resolves when everything that was taken is written. */
  drain(): Promise<void>
}

/**
 * Writes entries in the order of their arrival, one write at a time; what arrives meanwhile goes together into the next, so
 * that fifty servers that report at once cost a few transactions. After a failed write every call fails with its error.
 */
export function createJournalWriter<E>(
  write: (entries: E[]) => Promise<void>,
  limits: WriterLimits = writerLimits,
): JournalWriter<E> {
  let waiting: Waiting<E>[] = []
  let waitingSize = 0
  let taken = 0
  let written = 0
  let urgent = false
  let writing = false
  let failure: { error: unknown } | null = null
  let timer: NodeJS.Timeout | null = null
  let waiters: Waiter[] = []

  const settle = () => {
    const [due, rest] = [waiters.filter((w) => failure || w.index <= written), waiters.filter((w) => w.index > written)]
    waiters = failure ? [] : rest
    for (const waiter of due) {
      if (failure) waiter.reject(failure.error)
      else waiter.resolve()
    }
  }

  const nextBatch = () => {
    let size = 0
    let count = 0
    while (count < waiting.length && (count === 0 || size + (waiting[count]?.size ?? 0) <= limits.batchSize)) {
      size += waiting[count++]?.size ?? 0
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    waitingSize -= size
    return batch
  }

  const run = async () => {
    if (writing || failure) return
    writing = true
    if (timer) clearTimeout(timer)
    timer = null
    try {
      while (waiting.length > 0 && (urgent || waitingSize >= limits.batchSize)) {
        const batch = nextBatch()
        if (waiting.length === 0) urgent = false
        await write(batch.map((w) => w.entry))
        written += batch.length
        settle()
      }
    } catch (error) {
      failure = { error }
      waiting = []
      settle()
    } finally {
      writing = false
    }
    if (waiting.length > 0) later()
  }

  const later = () => {
    timer ??= setTimeout(() => {
      timer = null
      urgent = true
      void run()
    }, limits.delayMs)
  }

  const whenWritten = (index: number) =>
    new Promise<void>((resolve, reject) => {
      if (failure) reject(failure.error)
      else if (index <= written) resolve()
      else waiters.push({ index, resolve, reject })
    })

  const take = (entry: E, size: number) => {
    waiting.push({ entry, size })
    waitingSize += size
    taken++
  }

  return {
    async add(entry, size) {
      if (failure) throw failure.error
      take(entry, size)
      if (waitingSize >= limits.batchSize) void run()
      else later()
      // Room is made when the oldest of what waits now has been written.
      if (waitingSize > limits.bufferSize) await whenWritten(taken - Math.floor(waiting.length / 2))
    },
    async commit(entry) {
      if (failure) throw failure.error
      take(entry, 0)
      urgent = true
      const done = whenWritten(taken)
      void run()
      await done
    },
    async drain() {
      if (taken === written && !failure) return
      urgent = true
      const done = whenWritten(taken)
      void run()
      await done
    },
  }
}
