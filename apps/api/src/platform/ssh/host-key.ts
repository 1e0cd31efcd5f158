import { createHash } from 'node:crypto'
import type { HostKeyFamily } from './ssh-algorithms.ts'

/** The fingerprint as `ssh-keygen -l` prints it, from a public key in wire form. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** Which family a public key in wire form belongs to; it starts with its length-prefixed type. */
export function familyOf(key: Buffer): HostKeyFamily | null {
  const type = key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1')
  if (type === 'ssh-ed25519') return 'ed25519'
  if (type.startsWith('ecdsa-')) return 'ecdsa'
  return type === 'ssh-rsa' ? 'rsa' : null
}
