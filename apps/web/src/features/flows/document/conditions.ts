import type { Condition, FormField } from './flow-document.ts'

export type Comparison = Extract<Condition, { field: string }>
export type Joined = 'all' | 'any'

const isComparison = (condition: Condition): condition is Comparison => 'field' in condition

/** The comparisons of a condition of one level; null: it is none, or nested deeper than the page edits. */
export function comparisonsOf(condition: Condition | null): Comparison[] | null {
  if (condition === null) return null
  if (isComparison(condition)) return [condition]
  const parts = 'all' in condition ? condition.all : condition.any
  return parts.every(isComparison) ? [...parts] : null
}

export const joinOf = (condition: Condition | null): Joined => (condition && 'any' in condition ? 'any' : 'all')

/** One comparison stands for itself, unless one of several was asked for. */
export const conditionOf = (comparisons: Comparison[], join: Joined): Condition => {
  const [only] = comparisons
  if (only && comparisons.length === 1 && join === 'all') return only
  return join === 'all' ? { all: comparisons } : { any: comparisons }
}

const emptiness = ['IS_EMPTY', 'IS_NOT_EMPTY'] as const
const orders = ['LESS', 'AT_MOST', 'MORE', 'AT_LEAST'] as const

export type Operator = (typeof emptiness)[number] | (typeof orders)[number] | 'IS' | 'IS_NOT' | 'ONE_OF' | 'CONTAINS'

/** How an answer to a field can be compared; `plain`: as far as a form can judge it while it is filled in. */
export function operatorsFor(field: FormField | undefined, plain: boolean): readonly Operator[] {
  switch (field?.kind) {
    case 'NUMBER':
    case 'MONEY':
      return [...orders, 'IS', 'IS_NOT', ...emptiness]
    case 'DATE':
      return plain ? ['IS', 'IS_NOT', ...emptiness] : [...orders, 'IS', 'IS_NOT', ...emptiness]
    case 'TEXT':
      return plain ? ['IS', 'IS_NOT', ...emptiness] : ['IS', 'IS_NOT', 'CONTAINS', ...emptiness]
    case 'CHOICE':
      return field.multiple ? ['CONTAINS', ...emptiness] : ['IS', 'IS_NOT', 'ONE_OF', ...emptiness]
    case 'PEOPLE':
    case 'SERVERS':
      return plain ? emptiness : ['CONTAINS', ...emptiness]
    default:
      return emptiness
  }
}

export const needsValue = (operator: string) => operator !== 'IS_EMPTY' && operator !== 'IS_NOT_EMPTY'

/** What a comparison begins with, so that it fits its field at once. */
function valueFor(field: FormField | undefined, operator: string): unknown {
  if (field?.kind === 'NUMBER' || field?.kind === 'MONEY') return 0
  if (field?.kind === 'CHOICE') {
    const first = field.options?.[0]?.value ?? ''
    return operator === 'ONE_OF' ? [first] : first
  }
  return ''
}

export function comparisonWith(field: FormField | undefined, operator: string): Comparison {
  const name = field?.name ?? ''
  return needsValue(operator) ? { field: name, operator, value: valueFor(field, operator) } : { field: name, operator }
}

export function firstComparison(fields: readonly FormField[]): Comparison {
  const [field] = fields
  return comparisonWith(field, operatorsFor(field, true)[0] ?? 'IS_NOT_EMPTY')
}
