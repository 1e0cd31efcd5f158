import { expect, test } from 'vitest'
import { beginningOf } from './beginning.ts'
import { createLogLines } from './lines.ts'
import { indexRows } from './rows.ts'

const log = createLogLines()
for (let minute = 0; minute < 60; minute++)
  log.append('build', Array.from({ length: 100 }, (_, line) => `${minute}:${line}\n`).join(''), minute * 60_000)

test('a moment has the lines that were there then', () => {
  expect(log.countAt(-1)).toBe(0)
  expect(log.countAt(0)).toBe(100)
  expect(log.countAt(59_999)).toBe(100)
  expect(log.countAt(30 * 60_000)).toBe(3_100)
  expect(log.countAt(Number.POSITIVE_INFINITY)).toBe(log.count)
})

test('a clock that goes back hides no line', () => {
  const lines = createLogLines()
  lines.append('a', 'one\n', 2_000)
  lines.append('a', 'two\n', 1_000)
  lines.append('a', 'three\n', 3_000)
  expect([lines.countAt(1_999), lines.countAt(2_000), lines.countAt(3_000)]).toEqual([0, 2, 3])
})

test('only the beginning is counted, found and laid out, forth and back', () => {
  let most = 3_100
  const lines = beginningOf(log, () => most)
  const known = { sums: [] as number[] }
  expect(indexRows(lines, 3, known).total).toBeGreaterThan(3_100)
  expect(lines.find(':99', 0, 1_000)).toHaveLength(31)
  most = 100
  expect(lines.count).toBe(100)
  expect(indexRows(lines, 3, known).total).toBe(indexRows(lines, 3).total)
  expect(lines.find(':99', 0, 1_000)).toEqual([99])
})
