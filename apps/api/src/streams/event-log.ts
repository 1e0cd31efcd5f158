import type { Transaction } from '../platform/database/database.ts'

/** An event as it lies in the log. It never changes. */
export interface StoredEvent<P = unknown> {
  streamId: string
  /** 1, 2, 3 … without a hole; assigned under the stream's row lock, so commit order is seq order. */
  seq: number
  kind: string
  /** A part of the stream that may be read alone (one step's output); null when the event belongs to the whole. */
  key: string | null
  payload: P
  at: Date
}

export interface NewEvent<P = unknown> {
  kind: string
  key?: string | null
  payload: P
  at?: Date
}

/** What a unit of work may do: change tables and append to streams, all or nothing. */
export interface LogTransaction {
  readonly db: Transaction
  /** Creates the stream when it is missing. Hints go out after the commit. */
  append(streamId: string, events: NewEvent[]): Promise<StoredEvent[]>
  /** Runs after the commit, in order; for hints on the bus. Not run when the transaction fails. */
  afterCommit(action: () => void): void
}

export interface EventLog {
  /** One database transaction; what it appended is published as hints after the commit. */
  transaction<T>(work: (tx: LogTransaction) => Promise<T>): Promise<T>
  /** Events with seq > after, ascending, at most `limit`; of one key when `key` is given. */
  read(streamId: string, options: { after: number; limit: number; key?: string | null }): Promise<StoredEvent[]>
  /** The last seq given out; 0 for a stream that has none. */
  head(streamId: string): Promise<number>
}

/**
 * A subscriber: an async iterable that pulls from the hub's ring while near the head, from the database while behind.
 * `after`: the last seq the caller has; 0 = from the beginning; null = from now. No queue exists per subscriber.
 */
export interface EventCursors {
  follow(
    streamId: string,
    options: { after: number | null; key?: string | null; signal: AbortSignal },
  ): AsyncIterableIterator<StoredEvent>
}
