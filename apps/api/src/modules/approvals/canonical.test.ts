import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digestOf } from './canonical.ts'
import { driftOf, factsOf } from './drift.ts'

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

it('names each fact that changed, and of a secret only that it did', () => {
  const before = { commands: { restart: 'old', check: null }, servers: ['a', 'b'], key: 'secret:1111', gone: true }
  const after = { commands: { restart: 'new', check: 'true' }, servers: ['a', 'b'], key: 'secret:2222' }
  expect(driftOf(before, before)).toEqual([])
  expect(driftOf(before, after)).toEqual([
    { field: 'commands.check', before: null, after: 'true' },
    { field: 'commands.restart', before: 'old', after: 'new' },
    { field: 'gone', before: 'true', after: null },
    { field: 'key', before: 'changed', after: 'changed' },
  ])
  expect(factsOf(after).find(({ field }) => field === 'key')).toEqual({ field: 'key', value: 'secret' })
})
