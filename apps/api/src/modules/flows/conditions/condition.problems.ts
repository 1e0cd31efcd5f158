import type { ComparisonOperator } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { operatorsOf, valueFits } from './operators.ts'

export interface ConditionProblem {
  code:
    | 'CONDITION_MALFORMED'
    | 'CONDITION_EMPTY'
    | 'CONDITION_TOO_DEEP'
    | 'CONDITION_TOO_LONG'
    | 'UNKNOWN_FIELD'
    | 'OPERATOR_DOES_NOT_FIT'
    | 'VALUE_DOES_NOT_FIT'
  field?: string
  /** A sentence that says what to do. */
  message: string
}

/** How deep `all` and `any` may stand in each other, the comparison included. */
export const deepestCondition = 5
/** How many comparisons one condition may have. */
export const longestCondition = 50

/**
 * All that is wrong with a condition, which may come from anywhere; empty: `holds` can judge it.
 *
 * @param form the fields that it may ask about: of a link all, of a field's `shownIf` those before it
 */
export function conditionProblems(condition: unknown, form: readonly FormField[]): ConditionProblem[] {
  const problems: ConditionProblem[] = []
  let comparisons = 0

  function look(part: unknown, depth: number): void {
    const group = groupOf(part)
    if (group && depth >= deepestCondition) {
      problems.push({ code: 'CONDITION_TOO_DEEP', message: `Nest conditions at most ${deepestCondition} deep.` })
    } else if (group) {
      if (group.length === 0)
        problems.push({ code: 'CONDITION_EMPTY', message: 'Add a comparison to the empty group.' })
      for (const inner of group) if (comparisons <= longestCondition) look(inner, depth + 1)
    } else if (++comparisons > longestCondition) {
      problems.push({ code: 'CONDITION_TOO_LONG', message: `Use at most ${longestCondition} comparisons.` })
    } else {
      problems.push(...comparisonProblems(part, form))
    }
  }

  look(condition, 1)
  return problems
}

function comparisonProblems(part: unknown, form: readonly FormField[]): ConditionProblem[] {
  if (!isComparison(part)) {
    return [
      { code: 'CONDITION_MALFORMED', message: 'Write a condition as { all }, { any } or { field, operator, value }.' },
    ]
  }
  const { field: name, operator, value } = part
  const field = form.find((candidate) => candidate.name === name)
  if (!field)
    return [{ code: 'UNKNOWN_FIELD', field: name, message: `Choose another field: “${name}” is not in the form.` }]
  if (!operatorsOf(field).includes(operator)) {
    const message = `Choose another comparison: ${operator} cannot be asked of “${field.title}” (${field.kind}).`
    return [{ code: 'OPERATOR_DOES_NOT_FIT', field: name, message }]
  }
  if (valueFits(field, operator, value)) return []
  const message = `Give another value to compare “${field.title}” (${field.kind}) with.`
  return [{ code: 'VALUE_DOES_NOT_FIT', field: name, message }]
}

const isObject = (part: unknown): part is Record<string, unknown> =>
  typeof part === 'object' && part !== null && !Array.isArray(part)

function groupOf(part: unknown): unknown[] | null {
  if (!isObject(part) || Object.keys(part).length !== 1) return null
  const group = part.all ?? part.any
  return Array.isArray(group) ? group : null
}

const isComparison = (part: unknown): part is { field: string; operator: ComparisonOperator; value?: unknown } =>
  isObject(part) &&
  typeof part.field === 'string' &&
  typeof part.operator === 'string' &&
  Object.keys(part).every((key) => key === 'field' || key === 'operator' || key === 'value')
