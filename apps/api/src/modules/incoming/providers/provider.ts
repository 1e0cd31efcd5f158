import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What came to a hook, as it came: signatures are about these very bytes. */
export interface Arrival {
  header(name: string): string | null
  body: Buffer
  /** Of this moment, in ms since 1970. */
  now: number
}

/** How a host of repositories signs what it sends, and what it calls things. */
export interface Provider {
  /** It knows the secret, and it is not an old message again. */
  isGenuine(arrival: Arrival, secret: string): boolean
  /** What it calls the event; null when it says nothing. */
  eventOf(arrival: Arrival, payload: Payload): string | null
  /** It only asks whether somebody is there. */
  isPing(arrival: Arrival, payload: Payload): boolean
  /** Of pushes of branches and tags. */
  isPush(event: string | null, payload: Payload): boolean
  /** The same for the same message, made only of what its sender vouches for. */
  keyOf(arrival: Arrival): string
}

export type Payload = Record<string, unknown>

/** In a time that does not depend on where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

export const hmacHex = (secret: string, ...parts: (string | Buffer)[]) => {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

export const hashOf = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

export const isRecent = (at: number, now: number, withinMs: number) =>
  Number.isFinite(at) && Math.abs(now - at) <= withinMs
