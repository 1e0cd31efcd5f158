import type { Transaction } from '../platform/database/database.ts'
import type { RawSql } from '../platform/database/raw-transaction.ts'
import type { FollowLatestOptions, Latest } from './latest.ts'

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
export interface LogTransaction extends RawLogTransaction {
  readonly db: Transaction
}

/** The same for hot paths: plain SQL only. */
export interface RawLogTransaction {
  readonly db: RawSql
  /**
   * Creates the stream when it is missing. Hints go out after the commit. The row of the stream stays locked until then:
   * append late, and to several streams always in the same order.
   */
  append(streamId: string, events: NewEvent[]): Promise<StoredEvent[]>
  /** One line of a stream whose lines carry the hash of the line before (see linked-lines): nothing else goes into such a stream. */
  appendLinked(streamId: string, event: NewEvent): Promise<StoredEvent>
  /**
   * For statements that are sent already and whose answers the work does not need: the commit goes out right behind them. When
   * one fails, nothing is committed and the transaction fails with it.
   */
  withCommit(statements: Promise<unknown>): void
  /** Runs after the commit, in order; for hints on the bus. Not run when the transaction fails. */
  afterCommit(action: () => void): void
}

export interface EventLog {
  /**
   * One database transaction; what it appended is published as hints after the commit. `work` runs again when the database
   * ended it because of a deadlock or a serialization conflict: it must change nothing outside of the transaction.
   */
  transaction<T>(work: (tx: LogTransaction) => Promise<T>): Promise<T>
  /** As `transaction`, with plain SQL on the bare driver, for what is written very often. */
  rawTransaction<T>(work: (tx: RawLogTransaction) => Promise<T>): Promise<T>
  /** Events with seq > after, ascending, at most `limit`; of one key when `key` is given. */
  read(streamId: string, options: { after: number; limit: number; key?: string | null }): Promise<StoredEvent[]>
  /** The last seq given out; 0 for a stream that has none. */
  head(streamId: string): Promise<number>
  /** Heads with their epochs by one query; a stream without a row is at 0 of the first epoch and left out. */
  positions(streamIds: string[]): Promise<Map<string, StreamPosition>>
}

export interface StreamPosition {
  head: number
  /** Raised only when the log was restored or truncated: seqs of another epoch mean nothing in this one. */
  epoch: number
}

export const FIRST_EPOCH = 1

/** An event as a cursor delivers it: with the epoch that its seq belongs to. */
export interface FollowedEvent<P = unknown> extends StoredEvent<P> {
  epoch: number
}

/**
 * The kinds of events that are made by cursors and never stored. All of them carry `{ epoch }` in their payload, a hole
 * also `fromSeq` and `toSeq`.
 */
/** No news: its seq is the stream's head. */
export const HEARTBEAT = 'heartbeat'
/** More was missed than the caller wants replayed: its seq is the last one left out, what follows is the newest. */
export const HOLE = 'hole'
/** The log was restored or truncated: what the caller has means nothing any more. Its seq is the head to go on from. */
export const RESET = 'reset'

/** What was left out of a replay, both ends included. */
export interface Hole {
  fromSeq: number
  toSeq: number
}

export interface FollowOptions {
  /** The last seq the caller has; 0 = from the beginning; null = from now. */
  after: number | null
  /** Only events of this part of the stream. */
  key?: string | null
  /**
   * The epoch in which the caller learnt `after`. When it is not the stream's, the cursor first yields a `reset`; so it
   * does for an `after` beyond the head. null: none learnt yet. undefined: the caller knows nothing of epochs, and
   * the iteration fails with DISCONNECTED when the log is restored while it runs.
   */
  epoch?: number | null
  /** When more than this many events were missed, the cursor first yields a `hole`, then only the newest 50 (or so many). */
  replayAtMost?: number
  /** Ends the iteration, also while it waits. */
  signal: AbortSignal
  /**
   * When given, a `heartbeat` event tells the head at once if `after` is null (so that a reconnect can name where it stood),
   * and later whenever nothing was delivered for so long.
   */
  heartbeatMs?: number
  /** Who listens, and whether they still may: asked again within a second after the user's rights changed. */
  access?: StreamAccess
  /**
   * Callers with equal scopes may see the same events in the same shape; part of the key under which one execution is
   * shared by many subscribers.
   */
  scope?: string
}

export interface StreamAccess {
  userId: string
  /** What is listened to, such as `room:<id>`: lets somebody close the connections of just that (see access-changes). */
  topic?: string
  /** False or a thrown CallerError ends the stream. */
  stillAllowed(): boolean | Promise<boolean>
}

export interface ReadOptions extends Pick<FollowOptions, 'key' | 'epoch' | 'replayAtMost' | 'signal' | 'access'> {
  /** The last seq the caller has; 0 = from the beginning. */
  after: number
  /** Most events of one answer, from 1 to 500. */
  limit: number
  /** How long to wait for something to answer, at most 25 s; 0: not at all. */
  waitMs: number
}

export interface EventPage {
  /** Ascending and without a gap, beginning after `after`, or after the hole. When some do not fit, the oldest. */
  events: FollowedEvent[]
  /** The stream's head when the answer was made: the caller has everything when it has this seq. */
  headSeq: number
  epoch: number
  /** What was left out because it was more than `replayAtMost`. */
  hole: Hole | null
  /** The log was restored or truncated: forget everything, go on after `headSeq` of this `epoch`. There are no events then. */
  reset: boolean
}

/**
 * A subscriber: an async iterable that pulls from the hub's ring while near the head, from the database while behind.
 * No queue exists per subscriber, so a slow one costs nothing.
 */
export interface EventCursors {
  follow(streamId: string, options: FollowOptions): AsyncIterableIterator<FollowedEvent>
  /**
   * The same for callers who ask again and again: answers when there is something after `after`, else waits for it;
   * who waits is answered at most 20 times a second, but for full pages.
   * @throws RATE_LIMITED when the user has too many requests waiting, and everything that `follow` throws
   */
  readAfter(streamId: string, options: ReadOptions): Promise<EventPage>
  /** The newest values of something that is no log; shared by equal subscribers just as a stream is. */
  followLatest<T>(source: Latest<T>, options: FollowLatestOptions): AsyncIterableIterator<T>
}
