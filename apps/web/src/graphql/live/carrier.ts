import type { Fault } from './fault.ts'

/** The four ways to the same log, from the cheapest to the one that always works. */
export const transportKinds = ['websocket', 'sse', 'longPolling', 'polling'] as const
export type TransportKind = (typeof transportKinds)[number]

export interface Operation {
  query: string
  variables: Record<string, unknown>
}

/** Where a reader stands in a stream. The epoch is null for streams that have none. */
export interface Position {
  after: number
  epoch: number | null
}

/** What an event means for the cursor: `news` moves it by one, `jump` (a hole, a reset) moves it anywhere. */
export type Signal = 'news' | 'heartbeat' | 'jump'

export interface Event {
  seq: number
  at?: string
  epoch?: number
}

export interface EventPage<E extends Event> {
  /** Holes and resets included, as events of their own. */
  events: readonly E[]
  headSeq: number
}

/** A stream of the API, in the terms that every transport needs. */
export interface StreamSource<E extends Event> {
  /** False for a part of a stream (one step's output), whose seqs have holes. */
  whole: boolean
  signalOf(event: E): Signal
  /** No heartbeat is sent: silence is no sign of a loss, once the stream is open. */
  quiet?: boolean
  subscription: { operation(from: Position): Operation; pick(data: unknown): E }
  /** Absent when the stream cannot be polled: then it stays on SSE, whatever the page uses. */
  page?: {
    operation(from: Position, waitSeconds: number): Operation
    pick(data: unknown): EventPage<E>
    /** The server can hold the request until there is something. */
    holds?: boolean
    /** Where connections are few, this stream leaves SSE to others and is polled. */
    rather?: boolean
  }
}

/** What a carrier tells its follower. After `ended` it says nothing more. */
export interface Sink<E extends Event> {
  /** A request was sent, or a connection asked for. */
  requested(): void
  /** The server has answered: the way is open. */
  opened(): void
  event(event: E): void
  /** The stream's head, when all events up to it were handed over. */
  head(seq: number): void
  ended(fault: Fault): void
}

/** One way to carry a stream: an attempt runs until it ends by itself or the returned function stops it. */
export interface Carrier {
  readonly kind: TransportKind
  open<E extends Event>(source: StreamSource<E>, from: Position, sink: Sink<E>): () => void
  /** Breaks the connection below, as a bad network would. */
  cut?(): void
}
