import type { ComparisonOperator } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { comparable } from './comparable.ts'

const emptiness = ['IS_EMPTY', 'IS_NOT_EMPTY'] as const
const sameness = [...emptiness, 'IS', 'IS_NOT', 'ONE_OF'] as const
const order = [...sameness, 'LESS', 'AT_MOST', 'MORE', 'AT_LEAST'] as const
const holding = [...emptiness, 'CONTAINS'] as const

/** The operators that mean something for a field. */
export function operatorsOf(field: FormField): readonly ComparisonOperator[] {
  switch (field.kind) {
    case 'NUMBER':
    case 'MONEY':
    case 'DATE':
      return order
    case 'TEXT':
      return [...sameness, 'CONTAINS']
    case 'CHOICE':
      return field.multiple ? holding : sameness
    case 'PEOPLE':
    case 'SERVERS':
    case 'REVISION':
      return holding
    case 'ENVIRONMENT':
    case 'FILE':
    case 'TABLE':
      return emptiness
  }
}

/** Whether a condition's value is one that a field's answers can be compared with. */
export function valueFits(field: FormField, operator: ComparisonOperator, value: unknown): boolean {
  switch (operator) {
    case 'IS_EMPTY':
    case 'IS_NOT_EMPTY':
      return value === undefined || value === null
    case 'ONE_OF':
      return Array.isArray(value) && value.length > 0 && value.every((one) => isAnswer(field, one))
    default:
      return isAnswer(field, value)
  }
}

function isAnswer(field: FormField, value: unknown): boolean {
  if (field.kind === 'CHOICE') return field.options.some((option) => option.value === value)
  if (field.kind === 'MONEY') return Number.isSafeInteger(value)
  return comparable(field, value) !== null
}
