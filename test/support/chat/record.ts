import { setTimeout as pause } from 'node:timers/promises'

/** What a transport hands over, as the API says it. */
export interface RoomEvent {
  seq: number
  kind: string
  epoch: number
  message: { id: string; seq: number; clientId: string | null; text: string } | null
  hole?: { fromSeq: number; toSeq: number } | null
}

/** Selected by every transport alike. */
export const eventFields = 'seq kind epoch message { id seq clientId text } hole { fromSeq toSeq }'

export interface Kept {
  seq: number
  kind: string
  clientId: string | null
  /** When it came, on the clock of `performance.now()`. */
  cameAt: number
}

/** What a client of a room has: it takes the next event only, and notes every breach of "exactly the next one, once". */
export interface RoomRecord {
  readonly events: Kept[]
  /** Events that came again, came too early or were not expected at all. */
  readonly faults: string[]
  readonly holes: { fromSeq: number; toSeq: number }[]
  /** The last seq that it has; the cursor of the next connection. */
  readonly position: number
  take(event: RoomEvent): void
  /** Resolves when it has everything up to this seq; rejects when that takes too long. */
  reach(seq: number, withinMs?: number): Promise<void>
}

export function createRecord(after = 0): RoomRecord {
  const events: Kept[] = []
  const faults: string[] = []
  const holes: { fromSeq: number; toSeq: number }[] = []
  const wakers = new Set<() => void>()
  let position = after
  return {
    events,
    faults,
    holes,
    get position() {
      return position
    },
    take({ seq, kind, message, hole }) {
      if (kind === 'HEARTBEAT') {
        if (seq > position) faults.push(`a heartbeat named ${seq} while ${position} was the last event`)
      } else if (kind === 'HOLE' && hole) {
        holes.push(hole)
        position = seq
      } else {
        if (seq !== position + 1) faults.push(`${kind} ${seq} came after ${position}`)
        position = Math.max(position, seq)
        events.push({ seq, kind, clientId: message?.clientId ?? null, cameAt: performance.now() })
      }
      for (const wake of [...wakers]) wake()
    },
    async reach(seq, withinMs = 30_000) {
      const end = performance.now() + withinMs
      while (position < seq) {
        const left = end - performance.now()
        if (left <= 0) throw new Error(`Only ${position} of ${seq} after ${withinMs} ms; faults: ${faults.slice(0, 5)}`)
        let wake = () => {}
        const news = new Promise<void>((resolve) => {
          wake = resolve
          wakers.add(wake)
        })
        await Promise.race([news, pause(left, undefined, { ref: false })])
        wakers.delete(wake)
      }
    },
  }
}
