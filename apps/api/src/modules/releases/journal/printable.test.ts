import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piecesOf, printable } from './printable.ts'

describe('printable', () => {
  it('pictures control characters and keeps layout and colours', () => {
    expect(printable('a\0b\u0007\u007f\tc\r\nd\u001b[31m')).toBe('a␀b␇␡\tc\r\nd\u001b[31m')
  })

  it('mends halves of surrogate pairs, so that JSON in Postgres takes it', () => {
    expect(printable('x\ud83d!')).toBe('x\ufffd!')
    expect(printable('😀')).toBe('😀')
  })
})

describe('piecesOf', () => {
  it('loses nothing, cuts no pair and keeps the bound', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite' }), fc.integer({ min: 2, max: 9 }), (text, most) => {
        const pieces = piecesOf(text, most)
        expect(pieces.join('')).toBe(text)
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(most)
          expect(/\p{Surrogate}/u.test(piece)).toBe(false)
        }
      }),
    )
  })
})
