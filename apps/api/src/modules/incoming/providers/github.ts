import { hashOf, hmacHex, type Provider, sameSecret } from './provider.ts'

/** GitHub: HMAC-SHA256 of the body in hex. Its delivery id is not signed, so the body is what tells two messages apart. */
export const github: Provider = {
  isGenuine: ({ header, body }, secret) =>
    sameSecret(header('x-hub-signature-256') ?? '', `sha256=${hmacHex(secret, body)}`),
  eventOf: ({ header }) => header('x-github-event'),
  isPing: ({ header }) => header('x-github-event') === 'ping',
  isPush: (event) => event === 'push',
  keyOf: ({ body }) => hashOf(body),
}
