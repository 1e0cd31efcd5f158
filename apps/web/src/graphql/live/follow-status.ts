import type { Position, TransportKind } from './carrier.ts'

/** How a stream is doing, and what it has cost so far. */
export interface FollowStatus {
  transport: TransportKind
  /** `closed`: somebody or something ended it for good (`code`, `reason`); it starts again only when asked to. */
  state: 'connecting' | 'live' | 'waiting' | 'closed'
  /** When the next attempt starts (ms since the epoch); null while not waiting, or waiting for the network. */
  retryAt: number | null
  /** Why the last attempt ended: the server's error code, or NETWORK. */
  code: string | null
  reason: string | null
  /** Lost attempts since the last good one. */
  failures: number
  /** The last seq that was applied, and the epoch it belongs to. */
  cursor: number
  epoch: number | null
  /** HTTP requests sent, or connections and subscriptions asked for. */
  requests: number
  applied: number
  /** Gaps seen, each followed by a question for what is missing. */
  gaps: number
  /** Events that were known already. */
  duplicates: number
  /** From the event's time to its being applied, by this machine's clock. */
  latencyMs: number | null
}

export function idleStatus(transport: TransportKind, { after, epoch }: Position): FollowStatus {
  return {
    transport,
    state: 'connecting',
    retryAt: null,
    code: null,
    reason: null,
    failures: 0,
    cursor: after,
    epoch,
    requests: 0,
    applied: 0,
    gaps: 0,
    duplicates: 0,
    latencyMs: null,
  }
}
