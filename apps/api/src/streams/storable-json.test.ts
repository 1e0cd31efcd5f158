import { expect, test } from 'vitest'
import { storableJson } from './storable-json.ts'

test.each([
  ['NUL', { text: 'a\0b' }, { text: 'a\ufffdb' }],
  ['a lone surrogate', { text: 'a\ud800b\udc00' }, { text: 'a\ufffdb\ufffd' }],
  ['a pair', { text: '🚀' }, { text: '🚀' }],
  ['what only looks like an escape', { text: '\\u0000' }, { text: '\\u0000' }],
  ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['nothing', undefined, null],
])('keeps %s as the database will give it back', (_, payload, stored) => {
  const { json, value } = storableJson(payload)
  expect(value).toEqual(stored)
  expect(JSON.parse(json)).toEqual(stored)
})
