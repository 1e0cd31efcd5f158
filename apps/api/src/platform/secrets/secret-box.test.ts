import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSecretBox, SecretUnreadable } from './secret-box.ts'

const oldKey = randomBytes(32)
const newKey = randomBytes(32)
const box = createSecretBox([oldKey])

describe('SecretBox', () => {
  test('opens what it sealed, any text, at any place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (secret, place) => {
        expect(box.open(box.seal(secret, place), place)).toBe(secret)
      }),
    )
  })

  test('the same secret never looks the same twice, nor shows itself', () => {
    const texts = new Set(Array.from({ length: 200 }, () => box.seal('correct horse', 'credential:1')))
    expect(texts.size).toBe(200)
    for (const text of texts) expect(Buffer.from(text.split('.')[2] ?? '', 'base64url').includes('horse')).toBe(false)
  })

  test('does not open at another place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        fc.pre(a !== b)
        expect(() => box.open(box.seal('secret', a), b)).toThrow(SecretUnreadable)
      }),
    )
  })

  test('notices every changed character', () => {
    const sealed = box.seal('a secret of some length', 'p')
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ['A', 'z', '0', '.', '=', '']) {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
        if (changed !== sealed) expect(() => box.open(changed, 'p')).toThrow(SecretUnreadable)
      }
    }
  })

  test('refuses cut, extended and foreign texts', () => {
    const sealed = box.seal('secret', 'p')
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => box.open(sealed.slice(0, length), 'p')).toThrow(SecretUnreadable)
    }
    for (const text of [`${sealed}A`, `${sealed}\n`, ` ${sealed}`, 'secret', '', 's1..', 's1.00000000.']) {
      expect(() => box.open(text, 'p')).toThrow(SecretUnreadable)
    }
  })

  test('another key is named, its secrets are not opened', () => {
    const sealed = box.seal('secret', 'p')
    expect(() => createSecretBox([newKey]).open(sealed, 'p')).toThrow(/former key/)
  })

  test('rotation: the new key seals, both open, reseal moves to the new one', () => {
    const sealed = box.seal('secret', 'p')
    const both = createSecretBox([newKey, oldKey])
    expect(both.open(sealed, 'p')).toBe('secret')
    const moved = both.reseal(sealed, 'p')
    expect(moved).not.toBeNull()
    expect(both.reseal(moved ?? '', 'p')).toBeNull()
    expect(createSecretBox([newKey]).open(moved ?? '', 'p')).toBe('secret')
    expect(() => box.open(moved ?? '', 'p')).toThrow(SecretUnreadable)
  })

  test('reseal does not move a changed secret', () => {
    const both = createSecretBox([newKey, oldKey])
    expect(() => both.reseal(box.seal('secret', 'p'), 'q')).toThrow(SecretUnreadable)
  })

  test('a fingerprint is that of the text and of the newest key', () => {
    expect(createSecretBox([oldKey, newKey]).fingerprint('text')).toBe(box.fingerprint('text'))
    expect(box.fingerprint('text')).toMatch(/^[0-9a-f]{64}$/)
    expect(box.fingerprint('texts')).not.toBe(box.fingerprint('text'))
    expect(createSecretBox([newKey]).fingerprint('text')).not.toBe(box.fingerprint('text'))
  })

  test('refuses keys of another length', () => {
    expect(() => createSecretBox([randomBytes(16)])).toThrow('32 bytes')
    expect(() => createSecretBox([])).toThrow('32 bytes')
  })
})
