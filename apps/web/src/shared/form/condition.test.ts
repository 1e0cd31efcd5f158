import { expect, it } from 'vitest'
import { type Condition, holds } from './condition.ts'

const says = (operator: string, value?: unknown): Condition => ({ field: 'it', operator, value })

it.each([
  ['numbers as numbers', says('LESS', 9), 10, false],
  ['numbers as numbers', says('MORE', 9), 10, true],
  ['an edge', says('AT_MOST', 10), 10, true],
  ['an edge', says('AT_LEAST', 10), 10, true],
  ['days', says('LESS', '2030-02-01'), '2030-01-31', true],
  ['never across types', says('LESS', '9'), 10, false],
  ['an option', says('IS', 'a'), 'a', true],
  ['another option', says('IS_NOT', 'a'), 'b', true],
  ['one of', says('ONE_OF', ['a', 'b']), 'b', true],
  ['a list that holds', says('CONTAINS', 'a'), ['a', 'b'], true],
  ['a text that holds', says('CONTAINS', 'ea'), 'tea', true],
  ['nothing', says('IS_EMPTY'), undefined, true],
  ['nothing', says('LESS', 3), undefined, false],
  ['something', says('IS_NOT_EMPTY'), [], false],
])('%s', (_name, condition, value, expected) => {
  expect(holds(condition, { it: value })).toBe(expected)
})

it('joins', () => {
  const yes = says('IS', 1)
  const no = says('IS', 2)
  expect(holds({ all: [yes, no] }, { it: 1 })).toBe(false)
  expect(holds({ any: [no, { all: [yes] }] }, { it: 1 })).toBe(true)
})
