import ssh2 from 'ssh2'
import { fingerprintOf } from './host-key.ts'
import { fromPkcs8 } from './pkcs8.ts'

export interface PrivateKeyFacts {
  /** Of the public half, `SHA256:…`. */
  fingerprint: string
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256` … */
  type: string
}

/** What is wrong with a key that somebody gave; the message says what to do, `field` whose fault it is. */
export class PrivateKeyUnusable extends Error {
  constructor(
    readonly field: 'privateKey' | 'passphrase',
    message: string,
  ) {
    super(message)
    this.name = 'PrivateKeyUnusable'
  }
}

/**
 * Reads a private key (OpenSSH, PEM, PKCS#8, PuTTY 2) before it is stored.
 * @throws PrivateKeyUnusable
 */
export function inspectPrivateKey(text: string, passphrase?: string | null): PrivateKeyFacts {
  const { key } = readPrivateKey(text, passphrase ?? undefined)
  return { fingerprint: fingerprintOf(key.getPublicSSH()), type: key.type }
}

/** The same, with the text in a form that ssh2 takes. @throws PrivateKeyUnusable */
export function readPrivateKey(text: string, passphrase?: string): { key: ssh2.ParsedKey; text: string } {
  // Copied keys come with other line ends and surrounding blanks; OpenSSH's format needs its last line end.
  const tidy = `${text.replace(/\r\n?/g, '\n').trim()}\n`
  refuseForeign(tidy)
  const readable = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(tidy) ? openPkcs8(tidy, passphrase) : tidy
  const parsed = parse(readable, passphrase)
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  if (key instanceof Error || key === undefined) throw explain(key?.message ?? '', passphrase)
  if (!key.isPrivateKey()) {
    throw new PrivateKeyUnusable('privateKey', 'This is a public key. Paste the private half, the file without “.pub”.')
  }
  return { key, text: readable }
}

function parse(text: string, passphrase?: string): ssh2.ParsedKey | ssh2.ParsedKey[] | Error {
  try {
    return ssh2.utils.parseKey(text, passphrase)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function refuseForeign(text: string): void {
  if (text.trim() === '')
    throw new PrivateKeyUnusable('privateKey', 'The key is empty. Paste the whole private key file.')
  if (text.length > 65_536) throw new PrivateKeyUnusable('privateKey', 'This is too long for a private key.')
  if (text.startsWith('PuTTY-User-Key-File-3')) {
    throw new PrivateKeyUnusable(
      'privateKey',
      'This PuTTY key has format 3. Export it in PuTTYgen by “Conversions → Export OpenSSH key” and paste that file.',
    )
  }
  if (/^(ssh-|ecdsa-|sk-)/.test(text) || text.includes('BEGIN SSH2 PUBLIC KEY') || text.includes('BEGIN PUBLIC KEY')) {
    throw new PrivateKeyUnusable('privateKey', 'This is a public key. Paste the private half, the file without “.pub”.')
  }
}

function openPkcs8(text: string, passphrase?: string): string {
  try {
    return fromPkcs8(text, passphrase)
  } catch (error) {
    if (!text.includes('BEGIN ENCRYPTED')) throw explain(error instanceof Error ? error.message : '', passphrase)
    throw explain(passphrase === undefined || passphrase === '' ? 'no passphrase given' : 'integrity check', passphrase)
  }
}

function explain(reason: string, passphrase?: string): PrivateKeyUnusable {
  if (/no passphrase given/i.test(reason)) {
    return new PrivateKeyUnusable('passphrase', 'The key is protected by a passphrase. Give it too.')
  }
  const given = passphrase !== undefined && passphrase !== ''
  if (/integrity check|bad decrypt|bad passphrase|malformed .*openssh private key/i.test(reason) && given) {
    return new PrivateKeyUnusable('passphrase', 'The passphrase does not open this key. Check it and try again.')
  }
  return new PrivateKeyUnusable(
    'privateKey',
    'The private key cannot be read. Paste the whole file, from its “-----BEGIN” line to its “-----END” line.',
  )
}
