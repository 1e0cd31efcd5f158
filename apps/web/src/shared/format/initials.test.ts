import { expect, test } from 'vitest'
import { hueOf, initials } from './initials.ts'

test.each([
  ['Ada Lovelace', 'AL'],
  ['bob', 'B'],
  ['jean-luc picard', 'JP'],
  ['王小明', '小明'],
  ['李', '李'],
  ['🦊 fox', '🦊F'],
  ['  ', '?'],
])('%j is shown as %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})

test('the hue of somebody stays, and people differ', () => {
  const hues = Array.from({ length: 40 }, (_, n) => hueOf(`person-${n}`))
  expect(hues).toEqual(Array.from({ length: 40 }, (_, n) => hueOf(`person-${n}`)))
  expect(new Set(hues).size).toBeGreaterThan(8)
})
