import { CallerError } from '../kernel/errors.ts'
import type { SendLimit } from './chat.ports.ts'

/** How long the sender has to wait, given the times (ms) of their latest messages, newest first; 0 = not at all. */
export function waitBefore(recent: readonly number[], now: number, { messages, withinMs }: SendLimit): number {
  const oldest = recent[messages - 1]
  return oldest === undefined ? 0 : Math.max(0, oldest + withinMs - now)
}

export const tooFast = (waitMs: number, { messages, withinMs }: SendLimit) =>
  new CallerError(
    'RATE_LIMITED',
    `You sent ${messages} messages within ${withinMs / 1000} s. Send this one again in ${(waitMs / 1000).toFixed(1)} s.`,
    { retryAfterMs: Math.ceil(waitMs) },
  )
