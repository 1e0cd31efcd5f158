import type { Condition, FlowDefinition } from '../flow.definition.ts'
import type { FormValues } from '../form.definition.ts'
import { compares } from './comparison.ts'

/** Whether a condition holds for what was filled in. Values are compared as what the form says they are. */
export function holds(condition: Condition, values: FormValues, form: FlowDefinition['form']): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, values, form))
  if ('any' in condition) return condition.any.some((part) => holds(part, values, form))
  const field = form.find(({ name }) => name === condition.field)
  if (!field) throw new Error(`The form has no field ${condition.field}.`)
  return compares(field, values[field.name], condition.operator, condition.value)
}
