import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow } from './csv.ts'

/** Reads as RFC 4180 says. */
function cellsOf(row: string): string[] {
  const cells = `,${row.replace(/\r\n$/, '')}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)
  return [...cells].map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')))
}

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  [' =cmd|x', "' =cmd|x"],
  ['＝1', "'＝1"],
  ["'=1", "''=1"],
  ['a=1', 'a=1'],
  ["it's", "it's"],
])('%j is a text in a spreadsheet: %j', (text, shown) => {
  expect(csvRow([text])).toBe(`${shown}\r\n`)
})

test('every cell comes back, and none begins as a formula does', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...'=+-@\'",\r\n\t '), fc.string({ minLength: 1, maxLength: 1 })),
  })
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
      const read = cellsOf(csvRow(cells))
      expect(
        read.map((cell) => (/^'+[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^'+[\t\r]/u.test(cell) ? cell.slice(1) : cell)),
      ).toEqual(cells)
      for (const cell of read) expect(cell).not.toMatch(/^\s*[=+\-@]/)
    }),
  )
})

test('numbers and nothing are what they are', () => {
  expect(csvRow([1, -2, null, undefined, 'a "b", c'])).toBe('1,-2,,,"a ""b"", c"\r\n')
})
