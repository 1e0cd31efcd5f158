import type { ComparisonOperator } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { type Comparable, comparable } from './comparable.ts'

/** Compares an answer with a condition's value, as what the field is. An answer that is missing is neither less nor more than any. */
export function compares(field: FormField, answer: unknown, operator: ComparisonOperator, value: unknown): boolean {
  if (operator === 'IS_EMPTY') return isEmpty(answer)
  if (operator === 'IS_NOT_EMPTY') return !isEmpty(answer)
  if (operator === 'CONTAINS') return contains(answer, value)
  const mine = comparable(field, answer)
  const equals = (other: unknown) => mine !== null && mine === comparable(field, other)
  const ordered = (fits: (a: Comparable, b: Comparable) => boolean) => {
    const theirs = comparable(field, value)
    return mine !== null && theirs !== null && fits(mine, theirs)
  }
  switch (operator) {
    case 'IS':
      return equals(value)
    case 'IS_NOT':
      return !equals(value)
    case 'ONE_OF':
      return Array.isArray(value) && value.some(equals)
    case 'LESS':
      return ordered((a, b) => a < b)
    case 'AT_MOST':
      return ordered((a, b) => a <= b)
    case 'MORE':
      return ordered((a, b) => a > b)
    case 'AT_LEAST':
      return ordered((a, b) => a >= b)
  }
}

const isEmpty = (answer: unknown): boolean =>
  answer === undefined || answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0)

/** A list holds an item, a text a part of it, and a revision the id of its project or environment. */
function contains(answer: unknown, value: unknown): boolean {
  if (typeof answer === 'string') return typeof value === 'string' && value !== '' && answer.includes(value)
  if (Array.isArray(answer)) return answer.includes(value)
  return typeof answer === 'object' && answer !== null && Object.values(answer).includes(value)
}
