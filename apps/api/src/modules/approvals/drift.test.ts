import { expect, it } from 'vitest'
import { driftOf, factsOf } from './drift.ts'

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
