import type { TransportKind } from '../../graphql/live/carrier.ts'
import type { FollowStatus } from '../../graphql/live/follow-status.ts'

export type TransportChoice = 'auto' | TransportKind

/** How this page hears of the room. */
export interface LinkState {
  state: 'connecting' | 'connected' | 'waiting' | 'offline' | 'closed'
  transport: TransportKind
  choice: TransportChoice
  /** When the next attempt starts (ms); only while waiting. */
  retryAt: number | null
  /** Why it is closed, in the words of whoever closed it. */
  reason: string | null
  /** Closed by the viewer's own button. */
  byMe: boolean
}

/** What a stream's status means to the person who looks at the room. */
export function linkOf(status: FollowStatus | null, pinned: TransportKind | null, leaving: boolean): LinkState {
  const choice = pinned ?? 'auto'
  const common = {
    choice,
    transport: status?.transport ?? pinned ?? 'websocket',
    retryAt: null,
    reason: null,
    byMe: false,
  } as const
  if (!status || status.state === 'connecting') return { ...common, state: 'connecting' }
  if (status.state === 'live') return { ...common, state: 'connected' }
  if (status.state === 'closed') return { ...common, state: 'closed', reason: status.reason, byMe: leaving }
  return status.retryAt === null
    ? { ...common, state: 'offline' }
    : { ...common, state: 'waiting', retryAt: status.retryAt }
}
