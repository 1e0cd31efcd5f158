import { isIPv6 } from 'node:net'
import type { Clock } from '../../engine/ports.ts'
import { CallerError } from '../kernel/errors.ts'

interface Failures {
  count: number
  blockedUntil: number
  lastAt: number
}

const FREE_FAILURES = { pair: 5, address: 30 }
const LONGEST_WAIT_MS = 15 * 60_000
const FORGET_AFTER_MS = 60 * 60_000
const MAX_TRACKED = 20_000

/**
 * Slows guessing down: after five failures of a user from an address (thirty of an address) each further one doubles the
 * wait, from one second to fifteen minutes. Kept in this process: several api processes multiply the guesses by their number.
 */
export function createSignInLimit(clock: Clock) {
  const failures = new Map<string, Failures>()

  const keysOf = (username: string, from: string, address = networkOf(from)) => [
    { key: `pair ${address} ${username.toLowerCase()}`, free: FREE_FAILURES.pair },
    { key: `address ${address}`, free: FREE_FAILURES.address },
  ]

  function forgetOld(now: number) {
    for (const [key, entry] of failures) {
      // A Map iterates in order of insertion, and noteFailure re-inserts: the first young one ends the search.
      if (now - entry.lastAt < FORGET_AFTER_MS && failures.size <= MAX_TRACKED) break
      failures.delete(key)
    }
  }

  return {
    /** @throws CallerError RATE_LIMITED with `retryAfterMs` */
    check(username: string, address: string): void {
      const now = clock.now().getTime()
      const until = Math.max(0, ...keysOf(username, address).map(({ key }) => failures.get(key)?.blockedUntil ?? 0))
      if (until <= now) return
      const retryAfterMs = until - now
      const seconds = Math.ceil(retryAfterMs / 1000)
      throw new CallerError('RATE_LIMITED', `Too many wrong attempts. Try again in ${seconds} s.`, { retryAfterMs })
    },
    /** Counts before the password is checked, so that parallel guesses are counted too. */
    noteAttempt(username: string, address: string): void {
      const now = clock.now().getTime()
      forgetOld(now)
      for (const { key, free } of keysOf(username, address)) {
        const count = (failures.get(key)?.count ?? 0) + 1
        const wait = count < free ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(count - free, 20))
        failures.delete(key)
        failures.set(key, { count, blockedUntil: now + wait, lastAt: now })
      }
    },
    noteSuccess(username: string, address: string): void {
      for (const { key } of keysOf(username, address)) failures.delete(key)
    },
  }
}

/** Whoever has one IPv6 address has the 2^64 of its network: they count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const given = tail === undefined || tail === '' ? 0 : tail.split(':').length
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - given)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...(tail ? tail.split(':') : [])]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

export type SignInLimit = ReturnType<typeof createSignInLimit>
