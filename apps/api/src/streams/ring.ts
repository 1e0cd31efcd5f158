import type { FollowedEvent } from './event-log.ts'

/** An event in memory, with what was made of it once for many subscribers. */
export interface RingEntry {
  event: FollowedEvent
  /** Ready-made payloads by fan-out group, so that replaying from the ring executes nothing. */
  renderings: Map<string, unknown>
  bytes: number
}

export interface Ring {
  /** Adds the successor of the newest entry; forgets the oldest ones beyond the limits. */
  add(event: FollowedEvent): RingEntry
  /** Entries after `seq`, at most `limit` and about 256 KB, or null when the ring no longer (or not yet) reaches back that far. */
  after(seq: number, limit: number): RingEntry[] | null
  /** How many events, at most `most`, make a piece, judged by what those in memory weigh; few while there are none. */
  piece(most: number): number
  entries(): Iterable<RingEntry>
  clear(): void
}

/** What is written at once to a socket, which may then be found to be slow. */
const PIECE_BYTES = 256 * 1024
/** What an event is taken to weigh before the first one is known: as much as a full piece of a build's output. */
const UNKNOWN_BYTES = 16 * 1024

/** The newest events of one stream, contiguous, bounded in number and in bytes of JSON. */
export function createRing(limits: { events: number; bytes: number }): Ring {
  let entries: RingEntry[] = []
  let first = 0
  let bytes = 0

  const forgetOld = () => {
    while (entries.length - first > 1 && (entries.length - first > limits.events || bytes > limits.bytes)) {
      bytes -= entries[first]?.bytes ?? 0
      first += 1
    }
    // The array is cut only now and then, so that each event costs the same.
    if (first > 64 && first * 2 > entries.length) {
      entries = entries.slice(first)
      first = 0
    }
  }

  return {
    add(event) {
      const entry = { event, renderings: new Map(), bytes: JSON.stringify(event.payload)?.length ?? 0 }
      entries.push(entry)
      bytes += entry.bytes
      forgetOld()
      return entry
    },
    after(seq, limit) {
      const oldest = entries[first]
      if (!oldest || oldest.event.seq > seq + 1) return null
      const start = first + (seq + 1 - oldest.event.seq)
      let end = start
      for (let taken = 0; end < entries.length && end < start + limit && taken < PIECE_BYTES; end++) {
        taken += entries[end]?.bytes ?? 0
      }
      return entries.slice(start, end)
    },
    piece(most) {
      const weight = bytes === 0 ? UNKNOWN_BYTES : bytes / (entries.length - first)
      return Math.max(1, Math.min(most, Math.floor(PIECE_BYTES / weight)))
    },
    entries: () => entries.slice(first),
    clear() {
      entries = []
      first = 0
      bytes = 0
    },
  }
}
