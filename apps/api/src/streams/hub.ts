import type { StreamHint } from '../platform/bus/bus.ts'
import type { EventLog, StoredEvent, StreamPosition } from './event-log.ts'
import { createRing, type RingEntry } from './ring.ts'
import type { StreamCounters } from './stream-counters.ts'

export interface HubLimits {
  /** How many events, and how many bytes of their JSON, a hub keeps in memory. */
  ringEvents: number
  ringBytes: number
  /** How long a hint that came too early may wait for its predecessors before the database is asked. */
  gapMs: number
}

/** What one process knows of one stream: its newest events, without a hole up to `head`. */
export interface Hub {
  readonly streamId: string
  readonly head: number
  /** Moves only when the log was restored or truncated; the head then may be lower than before. */
  readonly epoch: number
  /** Entries after `seq`, at most `limit` and not too many bytes at once; null when they are no longer in memory. */
  recent(seq: number, limit: number): RingEntry[] | null
  /** How many events, at most `most`, to read from the database at once, so that they keep nobody else waiting for long. */
  piece(most: number): number
  entries(): Iterable<RingEntry>
  /** Calls `wake` (which must not throw) after each change of the head or the epoch. The returned function ends it. */
  onAdvance(wake: () => void): () => void
}

export interface HubControls extends Hub {
  /** Hints of another epoch are left: the next beat finds the epoch in the database. */
  receive(hint: StreamHint): void
  /** Reads everything after the head from the log. Calls during a run lead to one more run. */
  fill(): Promise<void>
  /** Compares with what the database says, and reads what is new. Another epoch begins at its head with an empty ring. */
  meet(position: StreamPosition): Promise<void>
  close(): void
}

const PAGE = 500
/** A hint further ahead than this is not kept: reading the log is cheaper than holding it. */
const STASH_EVENTS = 1_000

export function createHub(
  streamId: string,
  startAt: StreamPosition,
  { log, limits, counters }: { log: Pick<EventLog, 'read'>; limits: HubLimits; counters: StreamCounters },
): HubControls {
  const ring = createRing({ events: limits.ringEvents, bytes: limits.ringBytes })
  const early = new Map<number, StoredEvent>()
  const wakers = new Set<() => void>()
  let { head, epoch } = startAt
  let gapTimer: NodeJS.Timeout | null = null
  let filling: Promise<void> | null = null
  let fillAgain = false
  let closed = false

  /** Takes the event if it is the next one, and all that waited for it. True when the head moved. */
  const accept = (event: StoredEvent): boolean => {
    if (event.seq !== head + 1) {
      if (event.seq > head && early.size < STASH_EVENTS) early.set(event.seq, event)
      return false
    }
    let next: StoredEvent | undefined = event
    while (next) {
      ring.add({ ...next, epoch })
      head = next.seq
      early.delete(head)
      next = early.get(head + 1)
    }
    return true
  }

  const advanced = () => {
    for (const seq of early.keys()) if (seq <= head) early.delete(seq)
    for (const wake of [...wakers]) wake()
  }

  const fillOnce = async () => {
    counters.fills += 1
    for (;;) {
      const reading = epoch
      const limit = ring.piece(PAGE)
      const page = await log.read(streamId, { after: head, limit })
      if (reading !== epoch) continue
      counters.filledEvents += page.length
      let moved = false
      for (const event of page) moved = accept(event) || moved
      if (moved) advanced()
      if (page.length < limit || closed) return
    }
  }

  const fill = (): Promise<void> => {
    if (closed) return Promise.resolve()
    if (filling) {
      fillAgain = true
      return filling
    }
    filling = (async () => {
      try {
        do {
          fillAgain = false
          await fillOnce()
        } while (fillAgain && !closed)
      } finally {
        filling = null
      }
    })()
    return filling
  }

  const fillSoon = () => {
    gapTimer ??= setTimeout(() => {
      gapTimer = null
      // A failure is no loss: the next beat sees that the head is behind and fills again.
      if (early.size > 0) fill().catch(() => counters.fillFailures++)
    }, limits.gapMs)
  }

  return {
    streamId,
    get head() {
      return head
    },
    get epoch() {
      return epoch
    },
    recent: (seq, limit) => ring.after(seq, limit),
    piece: (most) => ring.piece(most),
    entries: () => ring.entries(),
    onAdvance(wake) {
      const own = () => wake()
      wakers.add(own)
      return () => wakers.delete(own)
    },
    receive(hint) {
      if (closed) return
      counters.hints += 1
      if (hint.epoch !== epoch) return
      let moved = false
      for (const event of hint.events) moved = accept({ ...event, streamId, at: new Date(event.at) }) || moved
      if (moved) advanced()
      if (early.size > 0) fillSoon()
      else if (hint.headSeq > head) fill().catch(() => counters.fillFailures++)
    },
    fill,
    async meet(position) {
      if (closed) return
      if (position.epoch === epoch) return position.head > head ? fill() : undefined
      ;({ head, epoch } = position)
      ring.clear()
      early.clear()
      advanced()
    },
    close() {
      closed = true
      if (gapTimer) clearTimeout(gapTimer)
      wakers.clear()
    },
  }
}
