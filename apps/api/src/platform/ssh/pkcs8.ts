import { createPrivateKey, randomBytes } from 'node:crypto'

/**
 * Rewrites a PKCS#8 key (what `openssl genpkey` writes), which ssh2 cannot read, in a form that it can.
 * @throws when the text or the passphrase is wrong, or the key is neither RSA, EC nor Ed25519.
 */
export function fromPkcs8(text: string, passphrase?: string): string {
  const key = createPrivateKey({ key: text, passphrase })
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString()
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString()
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`unsupported key type ${key.asymmetricKeyType}`)
  const { d = '', x = '' } = key.export({ format: 'jwk' })
  return opensshEd25519(Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url'))
}

/** The unencrypted `openssh-key-v1` container: OpenSSH's PROTOCOL.key. */
function opensshEd25519(seed: Buffer, publicKey: Buffer): string {
  const type = Buffer.from('ssh-ed25519')
  const check = randomBytes(4)
  const secret = Buffer.concat([
    check,
    check,
    field(type),
    field(publicKey),
    field(Buffer.concat([seed, publicKey])),
    field(Buffer.alloc(0)),
  ])
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secret.length % 8)) % 8))
  const none = field(Buffer.from('none'))
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    field(Buffer.alloc(0)),
    uint32(1),
    field(Buffer.concat([field(type), field(publicKey)])),
    field(Buffer.concat([secret, padding])),
  ])
  const lines = body.toString('base64').match(/.{1,70}/g) ?? []
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')
}

function field(bytes: Buffer): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
