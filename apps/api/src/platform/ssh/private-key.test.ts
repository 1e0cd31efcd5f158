import { generateKeyPairSync } from 'node:crypto'
import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { inspectPrivateKey, PrivateKeyUnusable } from './private-key.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ed = generateKeyPairSync('ed25519').privateKey
const locked = { cipher: 'aes-256-cbc', passphrase: 'open' } as const

function complaint(text: string, passphrase?: string): PrivateKeyUnusable {
  try {
    inspectPrivateKey(text, passphrase)
  } catch (error) {
    if (error instanceof PrivateKeyUnusable) return error
    throw error
  }
  throw new Error('it was accepted')
}

test('reads PEM, PKCS#8 and OpenSSH keys, whatever the line ends', () => {
  const pkcs8 = rsa.export({ type: 'pkcs8', format: 'pem' }).toString()
  const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString()
  expect(inspectPrivateKey(pkcs8)).toEqual(inspectPrivateKey(`\n${pkcs1.replaceAll('\n', '\r\n')} `))
  expect(inspectPrivateKey(pkcs8)).toMatchObject({ type: 'ssh-rsa' })
  expect(inspectPrivateKey(ec.export({ type: 'sec1', format: 'pem' }).toString()).type).toBe('ecdsa-sha2-nistp256')
  const { fingerprint, type } = inspectPrivateKey(ed.export({ type: 'pkcs8', format: 'pem' }).toString())
  expect(type).toBe('ssh-ed25519')
  expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
})

test('tells a missing passphrase from a wrong one', () => {
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'open', cipher: 'aes256-ctr', rounds: 4 })
  const encrypted = [
    pair.private,
    rsa.export({ type: 'pkcs8', format: 'pem', ...locked }).toString(),
    rsa.export({ type: 'pkcs1', format: 'pem', ...locked }).toString(),
  ]
  for (const text of encrypted) {
    expect(complaint(text)).toMatchObject({ field: 'passphrase', message: expect.stringContaining('Give it too') })
    expect(complaint(text, 'wrong')).toMatchObject({ field: 'passphrase' })
    expect(inspectPrivateKey(text, 'open').fingerprint).toMatch(/^SHA256:/)
  }
})

test('says what is wrong with everything else', () => {
  for (const text of ['', '  ', '-----BEGIN', 'x'.repeat(70_000), '$(id)', '\0', '-----BEGIN PRIVATE KEY-----\nAA\n']) {
    expect(complaint(text).field).toBe('privateKey')
  }
  expect(complaint('ssh-ed25519 AAAA x').message).toContain('public key')
  expect(complaint('PuTTY-User-Key-File-3: ssh-rsa').message).toContain('Export OpenSSH key')
})
