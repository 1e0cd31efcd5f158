import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digestOf } from './canonical.ts'

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  )
}
const plain = fc.jsonValue()

it('is the same digest whatever the order of keys, and another one for anything else', () => {
  fc.assert(
    fc.property(plain, plain, (one, other) => {
      expect(digestOf(shuffled(one))).toBe(digestOf(one))
      const equal = JSON.stringify(shuffled(shuffled(one))) === JSON.stringify(shuffled(shuffled(other)))
      if (equal) expect(digestOf(one)).toBe(digestOf(other))
    }),
  )
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }))
  expect(digestOf({ a: ['b,c'] })).not.toBe(digestOf({ a: ['b', 'c'] }))
  expect(digestOf({ a: { b: 1 } })).not.toBe(digestOf({ 'a.b': 1 }))
})
