import { hashOf, hmacHex, type Provider, sameSecret } from './provider.ts'

/** Gitea and Forgejo: HMAC-SHA256 of the body in hex. */
export const gitea: Provider = {
  isGenuine: ({ header, body }, secret) => sameSecret(header('x-gitea-signature') ?? '', hmacHex(secret, body)),
  eventOf: ({ header }) => header('x-gitea-event'),
  isPing: () => false,
  isPush: (event) => event === 'push',
  keyOf: ({ body }) => hashOf(body),
}
