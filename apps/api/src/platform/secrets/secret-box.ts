import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/**
 * Seals secrets with AES-256-GCM. `place` says where the sealed text lies, such as `credential:<id>`: moved to another row
 * it does not open any more.
 */
export interface SecretBox {
  seal(secret: string, place: string): string
  /** Throws SecretUnreadable when the text was changed, moved, or sealed under a key that is not here. */
  open(sealed: string, place: string): string
  /** The same secret under the newest key; null when it already lies under it. For the rotation of keys. */
  reseal(sealed: string, place: string): string | null
  /** The same hex for the same text and newest key; without the key no guess of the text can be tried out. */
  fingerprint(text: string): string
}

export class SecretUnreadable extends Error {
  override name = 'SecretUnreadable'
}

const FORMAT = 's1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

interface Key {
  id: string
  bytes: Buffer
}

/** Names the key without telling anything about it. */
const named = (bytes: Buffer): Key => ({
  id: createHash('sha256').update('sendoff master key id').update(bytes).digest('hex').slice(0, 8),
  bytes,
})

/** The first key seals; every key opens. Each has 32 bytes. */
export function createSecretBox(masterKeys: readonly Buffer[]): SecretBox {
  const keys = masterKeys.map(named)
  const [newest] = keys
  if (!newest || keys.some((key) => key.bytes.length !== 32)) throw new Error('A master key has 32 bytes.')

  const seal = (secret: string, place: string) => {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', newest.bytes, nonce)
    cipher.setAAD(boundTo(newest.id, place))
    const body = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `${FORMAT}.${newest.id}.${body.toString('base64url')}`
  }

  const open = (sealed: string, place: string) => {
    const { keyId, body } = parse(sealed)
    const key = keys.find((candidate) => candidate.id === keyId)
    if (!key) {
      throw new SecretUnreadable(
        `A stored secret was sealed with the master key ${keyId}, and this process has only ${keys.map((k) => k.id).join(', ')}. ` +
          'Start Sendoff with the former key too (SENDOFF_MASTER_KEY=new,former or a second line in master.key).',
      )
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, body.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(boundTo(keyId, place))
      decipher.setAuthTag(body.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    } catch {
      throw new SecretUnreadable('A stored secret was changed or moved since it was sealed. Enter it again.')
    }
  }

  // A key of its own, so that nothing about the sealing key follows from fingerprints.
  const fingerprintKey = createHmac('sha256', newest.bytes).update('sendoff fingerprints').digest()

  return {
    seal,
    open,
    reseal: (sealed, place) => (parse(sealed).keyId === newest.id ? null : seal(open(sealed, place), place)),
    fingerprint: (text) => createHmac('sha256', fingerprintKey).update(text).digest('hex'),
  }
}

const boundTo = (keyId: string, place: string) => Buffer.from(`${FORMAT}\0${keyId}\0${place}`, 'utf8')

function parse(sealed: string) {
  const [, keyId, encoded] = /^s1\.([0-9a-f]{8})\.([\w-]+)$/.exec(sealed) ?? []
  const body = Buffer.from(encoded ?? '', 'base64url')
  // The strict comparison refuses other spellings of the same bytes.
  if (!keyId || body.length < NONCE_BYTES + TAG_BYTES || body.toString('base64url') !== encoded) {
    throw new SecretUnreadable('This is not a sealed secret. Enter the secret again.')
  }
  return { keyId, body }
}
