import { type FlowFinding, type FlowFindingCode, finding } from '../checks/flow.finding.ts'
import type { Condition } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { operatorsOfShown } from './condition-schema.ts'

type Comparison = Extract<Condition, { field: string }>

const leavesOf = (condition: Condition): Comparison[] =>
  'all' in condition
    ? condition.all.flatMap(leavesOf)
    : 'any' in condition
      ? condition.any.flatMap(leavesOf)
      : [condition]

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)

/** Whether what a field is compared with can be an answer to it. */
function fits(field: FormField, { operator, value }: Comparison): boolean {
  if (operator === 'IS_EMPTY' || operator === 'IS_NOT_EMPTY') return true
  const isOne = (one: unknown) => {
    if (field.kind === 'NUMBER' || field.kind === 'MONEY') return isNumber(one)
    if (field.kind === 'CHOICE') return field.options.some((option) => option.value === one)
    return isText(one)
  }
  return operator === 'ONE_OF' ? Array.isArray(value) && value.length > 0 && value.every(isOne) : isOne(value)
}

function shownIfProblem(before: FormField[], comparison: Comparison): string | null {
  const other = before.find(({ name }) => name === comparison.field)
  if (!other) return `It is shown by "${comparison.field}", which does not stand before it. Move or choose another one.`
  if (!operatorsOfShown(other).includes(comparison.operator)) {
    return `It can't be shown by ${comparison.operator} of "${other.name}". Compare in another way.`
  }
  return fits(other, comparison)
    ? null
    : `"${other.name}" can never have the value that it is shown by. Mend the value.`
}

const isUpsideDown = (field: FormField) =>
  (field.kind === 'NUMBER' || field.kind === 'MONEY') &&
  field.min !== null &&
  field.max !== null &&
  field.min > field.max

function ownProblems(field: FormField): [code: FlowFindingCode, message: string][] {
  const problems: [FlowFindingCode, string][] = []
  if (field.title === '') problems.push(['FIELD_TITLE_MISSING', 'Give the question a title.'])
  if (isUpsideDown(field)) problems.push(['FIELD_LIMITS', 'The least is more than the most. Mend one of them.'])
  if (field.kind === 'CHOICE' && field.options.length === 0) {
    problems.push(['FIELD_OPTIONS_MISSING', 'Give at least one option to choose.'])
  }
  if (field.kind === 'CHOICE' && field.options.some(({ value, title }) => value === '' || title === '')) {
    problems.push(['FIELD_OPTION_EMPTY', 'Give every option a value and a title.'])
  }
  if (field.kind === 'TABLE' && field.columns.length === 0) {
    problems.push(['FIELD_COLUMNS_MISSING', 'Give the table at least one column.'])
  }
  if (field.kind === 'TABLE') {
    for (const column of field.columns) {
      for (const [code, message] of ownProblems(column)) problems.push([code, `Column "${column.name}": ${message}`])
    }
  }
  return problems
}

/** What stops a form from being published. */
export function formFindings(form: FormField[]): FlowFinding[] {
  return form.flatMap((field, index) => {
    const shown = field.shownIf ? leavesOf(field.shownIf) : []
    const problems = ownProblems(field)
    for (const comparison of shown) {
      const problem = shownIfProblem(form.slice(0, index), comparison)
      if (problem) problems.push(['FIELD_SHOWN_IF', problem])
    }
    return problems.map(([code, message]) => finding(code, message, { field: field.name }))
  })
}
