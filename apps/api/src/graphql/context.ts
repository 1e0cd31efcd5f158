import type { Services } from '../compose.ts'
import { CallerError } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'

/** What resolvers get. Fresh for each operation and for each event of a subscription. */
export interface Context {
  viewer: Viewer | null
  services: Services
  transport: 'http' | 'sse' | 'ws'
  /** The caller's address as far as it is known, for rate limits and the log. */
  address: string
  requestId: string
  /** Of an execution that many subscribers share: the scope in which they follow, who else are nobody in particular. */
  scope?: string
  /** Ends subscriptions: fires when the client goes, the session ends or the process stops. */
  signal: AbortSignal
  /** Sets or clears the session cookie on the answer; null where no answer can carry one (WebSocket). */
  setSessionCookie: ((token: string | null) => void) | null
}

/** The viewer, or UNAUTHENTICATED. Every resolver but `viewer` and `signIn` starts with it. */
export function viewerOf(context: Context): Viewer {
  if (!context.viewer) {
    throw new CallerError('UNAUTHENTICATED', 'Sign in first: call signIn, or send "Authorization: Bearer <api token>".')
  }
  return { ...context.viewer, address: context.address }
}
