import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { matchesGlob } from './glob.ts'

const letters = fc.constantFrom('a', 'b', '/', '.', '-')
const names = fc.array(letters, { maxLength: 8 }).map((list) => list.join(''))
const patterns = fc.array(fc.oneof(letters, fc.constantFrom('*', '**', '?')), { maxLength: 6 }).map((l) => l.join(''))

it('says the same as a regular expression', () => {
  fc.assert(
    fc.property(patterns, names, (pattern, name) => {
      const source = pattern.replace(/\*\*|\*|\?|[.\-/]/g, (part) =>
        part === '**' ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : `\\${part}`,
      )
      expect(matchesGlob(pattern, name)).toBe(new RegExp(`^${source}$`).test(name))
    }),
    { numRuns: 2000 },
  )
})

test('no pattern takes long', () => {
  expect(matchesGlob('*a'.repeat(50), 'a'.repeat(250))).toBe(true)
  expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(250))).toBe(false)
})

test.each([
  ['main', 'main', true],
  ['main', 'maint', false],
  ['release/*', 'release/1', true],
  ['release/*', 'release/1/hot', false],
  ['release/**', 'release/1/hot', true],
  ['v*', 'v1.2.3', true],
  ['v1.?', 'v1.2', true],
  ['**', 'anything/at/all', true],
  ['v1.2', 'v1x2', false],
  ['(a+)+', 'aaaa', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected)
})
