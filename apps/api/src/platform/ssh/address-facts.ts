import { createHmac, randomBytes } from 'node:crypto'
import type { ServerAddress } from './server-address.ts'

/** Of this process alone, so that a fingerprint tells nothing of a password to whoever reads it. */
const key = randomBytes(32)

/**
 * A fingerprint of everything that a connection is made with: name, host, port, user, secret, pinned host key, and the same
 * of each jump host. Equal for equal addresses only.
 */
export function factsOf(address: ServerAddress): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(inOrder(address)))
    .digest('base64')
}

function inOrder(address: ServerAddress): unknown[] {
  const { id, name, host, port, username, auth, hostKeyFingerprint, jump } = address
  const secret = 'password' in auth ? ['password', auth.password] : ['key', auth.privateKey, auth.passphrase ?? null]
  return [id, name, host, port, username, secret, hostKeyFingerprint, jump && inOrder(jump)]
}
