import { expect, test } from 'vitest'
import { parseAnsi } from './ansi.ts'
import { createLogLines } from './lines.ts'
import { cutSpans, indexRows } from './rows.ts'

function sample() {
  const lines = createLogLines()
  for (let index = 0; index < 3_000; index++) lines.append('a', `${'x'.repeat(index % 25)}\n`)
  return lines
}

test('rows and lines lead to each other, wrapped or not', () => {
  const lines = sample()
  for (const columns of [null, 10]) {
    const rows = indexRows(lines, columns)
    let row = 0
    for (let line = 0; line < lines.count; line += 1) {
      expect(rows.of(line)).toBe(row)
      expect(rows.at(row)).toEqual({ line, part: 0 })
      row += columns ? Math.max(1, Math.ceil((line % 25) / columns)) : 1
    }
    expect(rows.total).toBe(row)
  }
})

test('a wrapped line is cut by columns, colours kept', () => {
  const spans = parseAnsi('abc\x1b[31mdefgh\x1b[0mij')
  const text = (part: number) => cutSpans(spans, part, 4).map((span) => span.text)
  expect(text(0)).toEqual(['abc', 'd'])
  expect(text(1)).toEqual(['efgh'])
  expect(text(2)).toEqual(['ij'])
  expect(cutSpans(spans, 1, 4)[0]?.style.colour).toBe(1)
})

test('wide characters take two columns', () => {
  const spans = parseAnsi('世界你好')
  expect(cutSpans(spans, 0, 4).map((span) => span.text)).toEqual(['世界'])
  expect(cutSpans(spans, 1, 4).map((span) => span.text)).toEqual(['你好'])
})
