import type { LabEvent } from './stream.ts'

/** An event as a lane applied it. */
export interface Arrival {
  seq: number
  kind: LabEvent['kind']
  clientId: string | null
  author: string | null
  text: string
  /** When it was written, by the server's clock (ms). */
  at: number
  /** When it was applied, by this machine's clock (ms). */
  arrivedAt: number
}

export function arrivalOf(event: LabEvent, arrivedAt: number): Arrival {
  const { seq, kind, message, actor } = event
  return {
    seq,
    kind,
    clientId: message?.clientId ?? null,
    author: message?.author.displayName ?? actor?.displayName ?? null,
    text: message?.text ?? '',
    at: Date.parse(event.at),
    arrivedAt,
  }
}

/** Milliseconds from being written to being applied, given how far the server's clock is ahead. */
export const latencyOf = ({ at, arrivedAt }: Arrival, aheadMs: number) =>
  Math.max(0, Math.round(arrivedAt + aheadMs - at))
