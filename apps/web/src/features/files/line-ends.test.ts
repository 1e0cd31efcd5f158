import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asStored, asTyped, lineEndOf } from './line-ends.ts'

test('a text that is not touched is saved as it was, unless its ends are mixed', () => {
  const parts = fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', 'ß'), { maxLength: 12 })
  fc.assert(
    fc.property(parts, (some) => {
      const text = some.join('')
      const end = lineEndOf(text)
      expect(asTyped(text)).not.toContain('\r')
      if (end !== 'MIXED') expect(asStored(asTyped(text), end)).toBe(text)
    }),
  )
  expect(['a\nb', 'a\r\nb', 'a\r\nb\n', 'a\rb', ''].map(lineEndOf)).toEqual(['LF', 'CRLF', 'MIXED', 'MIXED', 'LF'])
})
