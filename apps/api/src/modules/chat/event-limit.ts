import { CallerError } from '../kernel/errors.ts'

/** Counts what each user does, in this process only: against programs that run wild, not against attackers. */
export function createEventLimit({ events, withinMs, what }: { events: number; withinMs: number; what: string }) {
  const latest = new Map<string, number[]>()
  return {
    /** @throws CallerError RATE_LIMITED with `retryAfterMs` */
    count(userId: string, now: number): void {
      if (latest.size > 10_000) latest.clear()
      const recent = (latest.get(userId) ?? []).filter((at) => now - at < withinMs && at <= now)
      latest.set(userId, recent)
      const [oldest = now] = recent
      if (recent.length >= events) {
        const wait = oldest + withinMs - now
        const message = `You ${what} ${events} times within ${withinMs / 1000} s. Go on in ${(wait / 1000).toFixed(1)} s.`
        throw new CallerError('RATE_LIMITED', message, { retryAfterMs: Math.ceil(wait) })
      }
      recent.push(now)
    },
  }
}
