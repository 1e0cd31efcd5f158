import { localeTag, text, textIfAny } from '../i18n/i18n.ts'
import { answerLine } from './answer-lines.ts'
import type { Condition } from './condition.ts'
import type { FormField } from './form-field.ts'

function valueText(field: FormField | undefined, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => valueText(field, each)).join(', ')
  const line = field && answerLine(field, value, localeTag.value)
  return line?.kind === 'text' ? line.text : String(value ?? '')
}

/** A condition as people say it: `Amount > €500.00`. `nameOf` tells the names behind ids. */
export function conditionText(
  condition: Condition,
  fields: readonly FormField[],
  nameOf?: (id: string) => string | undefined,
): string {
  if ('all' in condition)
    return condition.all.map((each) => conditionText(each, fields, nameOf)).join(` ${text('condition.and')} `)
  if ('any' in condition)
    return condition.any.map((each) => conditionText(each, fields, nameOf)).join(` ${text('condition.or')} `)
  const field = fields.find(({ name }) => name === condition.field)
  const named = typeof condition.value === 'string' ? nameOf?.(condition.value) : undefined
  const value = named ?? valueText(field, condition.value)
  const sign = textIfAny(`condition.${condition.operator}`, { value }) ?? `${condition.operator} ${value}`
  return `${field?.title ?? condition.field} ${sign}`
}
