import { assert, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { byteRange } from './byte-range.ts'

test.each([
  [null, 10, null],
  ['bytes=0-', 10, { start: 0, end: 10 }],
  ['bytes=3-5', 10, { start: 3, end: 6 }],
  ['bytes=3-99', 10, { start: 3, end: 10 }],
  ['bytes=-4', 10, { start: 6, end: 10 }],
  ['bytes=-99', 10, { start: 0, end: 10 }],
  ['bytes=10-', 10, 'NONE'],
  ['bytes=-0', 10, 'NONE'],
  ['bytes=0-', 0, 'NONE'],
  ['bytes=5-3', 10, null],
  ['bytes=0-1,3-4', 10, null],
  ['bytes=-', 10, null],
  ['lines=0-1', 10, null],
  ['bytes=99999999999999999999-', 10, null],
])('%s of %i bytes', (header, size, expected) => {
  expect(byteRange(header, size)).toEqual(expected)
})

test('wherever a download was cut, the rest is what is missing', () => {
  assert(
    property(nat(1000), nat(1000), (size, cut) => {
      const rest = byteRange(`bytes=${cut}-`, size)
      expect(rest).toEqual(cut < size ? { start: cut, end: size } : 'NONE')
    }),
  )
})
