import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ComparisonOperator, Condition } from '../flow.definition.ts'
import { choice, date, field, money, number, people, text } from '../testing/fields.ts'
import { conditionProblems } from './condition.problems.ts'
import { holds } from './holds.ts'

const form = [
  number('n'),
  money('m'),
  date('d'),
  text('t'),
  choice('c', ['a', 'b']),
  choice('cs', ['a', 'b', 'x'], true),
  people('p'),
  field('r', { kind: 'REVISION' }),
  field('f', { kind: 'FILE', multiple: true }),
]
const is = (name: string, operator: ComparisonOperator, value?: unknown) => ({ field: name, operator, value })

describe('a comparison', () => {
  it.each<[Condition, Record<string, unknown>, boolean]>([
    [is('n', 'LESS', 9), { n: 10 }, false],
    [is('n', 'LESS', 9), { n: 8.99 }, true],
    [is('n', 'AT_MOST', 9), { n: 9 }, true],
    [is('n', 'MORE', 9), { n: 9 }, false],
    [is('n', 'AT_LEAST', 9), { n: 9 }, true],
    [is('n', 'MORE', 9), { n: '10' }, false],
    [is('n', 'MORE', -1), {}, false],
    [is('n', 'LESS', 1), {}, false],
    [is('n', 'IS', 0), { n: 0 }, true],
    [is('n', 'IS', 0), {}, false],
    [is('n', 'IS_NOT', 0), {}, true],
    [is('n', 'IS_EMPTY'), { n: 0 }, false],
    [is('n', 'IS', Number.NaN), { n: Number.NaN }, false],
    [is('n', 'ONE_OF', [1, 2]), { n: 2 }, true],
    [is('n', 'ONE_OF', ['2']), { n: 2 }, false],
    [is('m', 'MORE', 99_999), { m: 100_000 }, true],
    [is('d', 'LESS', '2030-02-01'), { d: '2030-01-31' }, true],
    [is('d', 'MORE', '2029-12-31'), { d: '2030-01-01' }, true],
    [is('d', 'IS', '2030-02-30'), { d: '2030-02-30' }, false],
    [is('t', 'IS', 'x'), { t: 'x' }, true],
    [is('t', 'CONTAINS', 'b'), { t: 'abc' }, true],
    [is('t', 'CONTAINS', ''), { t: 'abc' }, false],
    [is('t', 'IS_EMPTY'), { t: '' }, true],
    [is('t', 'IS_NOT_EMPTY'), {}, false],
    [is('c', 'ONE_OF', ['a']), { c: 'b' }, false],
    [is('cs', 'CONTAINS', 'x'), { cs: ['a', 'x'] }, true],
    [is('cs', 'CONTAINS', 'x'), { cs: ['a'] }, false],
    [is('p', 'IS_EMPTY'), { p: [] }, true],
    [is('r', 'CONTAINS', 'env'), { r: { projectId: 'pro', environmentId: 'env', revision: 'main' } }, true],
    [{ all: [is('n', 'IS', 1), is('t', 'IS', 'x')] }, { n: 1, t: 'y' }, false],
    [{ any: [is('n', 'IS', 1), is('t', 'IS', 'x')] }, { n: 1, t: 'y' }, true],
    [{ all: [] }, {}, true],
    [{ any: [] }, {}, false],
  ])('%j of %j is %j', (condition, values, expected) => expect(holds(condition, values, form)).toBe(expected))

  it('of numbers is that of numbers, whatever they are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (a, b) => {
        expect(holds(is('n', 'LESS', b), { n: a }, form)).toBe(a < b)
        expect(holds(is('n', 'AT_LEAST', b), { n: a }, form)).toBe(a >= b)
      }),
    )
  })

  it('of a field that is not in the form is a mistake, not a no', () => {
    expect(() => holds(is('gone', 'IS_EMPTY'), {}, form)).toThrow('no field gone')
  })
})

describe('what is wrong with a condition', () => {
  const deep = (levels: number): Condition => (levels === 1 ? is('n', 'IS', 1) : { all: [deep(levels - 1)] })
  const codes = (condition: unknown) => conditionProblems(condition, form).map(({ code }) => code)

  it.each<[string, unknown, string]>([
    ['a field that is not there', is('gone', 'IS', 1), 'UNKNOWN_FIELD'],
    ['a field of Object', is('constructor', 'IS', 1), 'UNKNOWN_FIELD'],
    ['an operator of numbers for a text', is('t', 'LESS', 'b'), 'OPERATOR_DOES_NOT_FIT'],
    ['an operator that is none', is('t', 'toString' as ComparisonOperator, 'b'), 'OPERATOR_DOES_NOT_FIT'],
    ['a part for a number', is('n', 'CONTAINS', 1), 'OPERATOR_DOES_NOT_FIT'],
    ['files compared', is('f', 'CONTAINS', 'x'), 'OPERATOR_DOES_NOT_FIT'],
    ['a text for a number', is('n', 'LESS', '9'), 'VALUE_DOES_NOT_FIT'],
    ['no value', is('n', 'LESS'), 'VALUE_DOES_NOT_FIT'],
    ['fractions of a cent', is('m', 'MORE', 0.5), 'VALUE_DOES_NOT_FIT'],
    ['a day that does not exist', is('d', 'IS', '2030-02-30'), 'VALUE_DOES_NOT_FIT'],
    ['a choice that is not offered', is('c', 'IS', 'z'), 'VALUE_DOES_NOT_FIT'],
    ['an empty list', is('c', 'ONE_OF', []), 'VALUE_DOES_NOT_FIT'],
    ['a value where none is compared', is('t', 'IS_EMPTY', 'x'), 'VALUE_DOES_NOT_FIT'],
    ['an empty group', { all: [] }, 'CONDITION_EMPTY'],
    ['six levels', deep(6), 'CONDITION_TOO_DEEP'],
    ['51 comparisons', { any: Array(51).fill(is('n', 'IS', 1)) }, 'CONDITION_TOO_LONG'],
    ['a number', 7, 'CONDITION_MALFORMED'],
    ['null in a group', { all: [null] }, 'CONDITION_MALFORMED'],
    ['two groups at once', { all: [], any: [] }, 'CONDITION_MALFORMED'],
    ['more than there should be', { ...is('n', 'IS', 1), script: 'x' }, 'CONDITION_MALFORMED'],
  ])('%s', (_, condition, code) => expect(codes(condition)).toEqual([code]))

  it('is nothing in five levels, fifty comparisons, and every operator that fits', () => {
    expect(codes(deep(5))).toEqual([])
    expect(codes({ any: Array(50).fill(is('n', 'IS', 1)) })).toEqual([])
    const fitting = [
      is('cs', 'CONTAINS', 'x'),
      is('p', 'CONTAINS', 'u1'),
      is('r', 'IS_NOT_EMPTY'),
      is('d', 'ONE_OF', ['2030-01-31']),
    ]
    expect(codes({ all: fitting })).toEqual([])
  })

  it('is said of anything at all, and what has no problem can be judged', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((json) => JSON.parse(json)),
          fc.anything(),
        ),
        (anything) => {
          if (conditionProblems(anything, form).length === 0) holds(anything as Condition, {}, form)
        },
      ),
    )
  })
})
