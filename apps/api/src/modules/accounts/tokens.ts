import { createHash, randomBytes } from 'node:crypto'

// The prefix tells people and secret scanners what they look at, and us which table to ask.
const PREFIX = { session: 'sds_', apiToken: 'sda_' }

export type TokenKind = keyof typeof PREFIX

export const newToken = (kind: TokenKind) => PREFIX[kind] + randomBytes(32).toString('base64url')

/** Tokens hold 256 random bits, so a plain SHA-256 cannot be searched backwards. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

export function kindOfToken(token: string): TokenKind | null {
  if (!/^sd[as]_[\w-]{43}$/.test(token)) return null
  return token.startsWith(PREFIX.session) ? 'session' : 'apiToken'
}
