import { hashOf, hmacHex, isRecent, type Provider, sameSecret } from './provider.ts'

const WITHIN_MS = 5 * 60 * 1000
const signature = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/

/** Anything else: the signature that Sendoff's own webhooks carry, over a timestamp and the body. */
export const plain: Provider = {
  isGenuine({ header, body, now }, secret) {
    const [, t = '', v1 = ''] = signature.exec(header('x-sendoff-signature') ?? '') ?? []
    const fits = sameSecret(v1, hmacHex(secret, `${t}.`, body))
    return fits && isRecent(Number(t) * 1000, now, WITHIN_MS)
  },
  eventOf: (_arrival, { event }) => (typeof event === 'string' ? event : 'push'),
  isPing: (_arrival, { event }) => event === 'ping',
  isPush: (event) => event === 'push',
  keyOf: ({ header, body }) => hashOf(header('x-sendoff-signature') ?? '', '\n', body),
}
