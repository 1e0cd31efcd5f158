import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('only what differs, whatever the order of keys; what is left out was not changed', () => {
  const at = new Date('2026-11-21T08:00:00Z')
  const was = { name: 'web-1', port: 22, labels: ['a'], settings: { a: 1, b: 2 }, at, gone: 'x' }
  const is = {
    name: 'web-2',
    port: 22,
    labels: ['a', 'b'],
    settings: { b: 2, a: 1 },
    at: at.toISOString(),
    gone: undefined,
    added: 1,
  }
  expect(differences(was, is)).toEqual({
    before: { name: 'web-1', labels: ['a'], added: null },
    after: { name: 'web-2', labels: ['a', 'b'], added: 1 },
  })
  expect(differences(was, was)).toEqual({})
})
