import { createRequire } from 'node:module'
import type { Algorithms } from 'ssh2'

/**
 * What is offered, best first. AES-GCM costs the least time of all ciphers in ssh2; SHA-1 signatures and key
 * exchanges, CBC and compression are left out (OpenSSH 7.4 of 2016 already speaks the rest).
 */
export const algorithms: Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
}

/** Each server may hold a key of every family; which one it shows depends on what is asked for. */
export const hostKeyFamilies = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
} as const satisfies Record<string, Algorithms['serverHostKey']>

export type HostKeyFamily = keyof typeof hostKeyFamilies

export const allHostKeyFamilies: readonly HostKeyFamily[] = ['ed25519', 'ecdsa', 'rsa']

/** True when ssh2 runs on its JavaScript ciphers, which cost several times the processor time. */
export function nativeBindingMissing(): boolean {
  try {
    createRequire(import.meta.url)('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node')
    return false
  } catch {
    return true
  }
}
