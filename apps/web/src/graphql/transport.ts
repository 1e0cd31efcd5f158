import { reactive, readonly } from 'vue'
import type { TransportKind } from './live/carrier.ts'
import type { FollowStatus } from './live/follow-status.ts'

/** How the page's live connection is doing, over all its streams; the banner and the status dot show it. */
export interface Transport {
  state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'offline'
  kind: TransportKind
  /** When the next attempt starts (ms since the epoch); only while waiting. */
  retryAt: number | null
  /** Lost attempts since the last good one. */
  failures: number
}

const idle: Transport = { state: 'idle', kind: 'websocket', retryAt: null, failures: 0 }

/** One answer for many streams: what is worst counts, but a stream that has just begun is no trouble. */
export function summarize(statuses: readonly FollowStatus[]): Transport {
  const open = statuses.filter(({ state }) => state !== 'closed')
  const [first] = open
  if (!first) return idle
  const failures = Math.max(...open.map((each) => each.failures))
  const common = { kind: first.transport, failures, retryAt: null }
  const waiting = open.filter(({ state }) => state === 'waiting')
  const retries = waiting.flatMap(({ retryAt }) => retryAt ?? [])
  if (waiting.length > retries.length) return { ...common, state: 'offline' }
  if (retries.length > 0) return { ...common, state: 'waiting', retryAt: Math.min(...retries) }
  const isBack = failures === 0 && open.some(({ state }) => state === 'live')
  return { ...common, state: isBack ? 'connected' : 'connecting' }
}

const state = reactive<Transport>({ ...idle })
const statuses = new Map<symbol, FollowStatus>()

export const transport = readonly(state)

/** Notes how one stream is doing; null when it is not followed any more. */
export function noteStream(stream: symbol, status: FollowStatus | null) {
  if (status) statuses.set(stream, status)
  else statuses.delete(stream)
  Object.assign(state, summarize([...statuses.values()]))
}
