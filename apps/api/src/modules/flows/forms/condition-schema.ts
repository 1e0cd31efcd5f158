import type { ComparisonOperator, Condition } from '../flow.definition.ts'
import type { FormField, FormFieldKindName } from '../form.definition.ts'
import type { JsonSchema } from './json-schema.ts'

type Comparison = Extract<Condition, { field: string }>

const ORDERS = ['LESS', 'AT_MOST', 'MORE', 'AT_LEAST'] as const
const EMPTINESS = ['IS_EMPTY', 'IS_NOT_EMPTY'] as const
const VALUES = ['IS', 'IS_NOT', 'ONE_OF'] as const

/** What can be asked of a field when another one is shown by it: what JSON Schema can say. */
export function operatorsOfShown(field: FormField): readonly ComparisonOperator[] {
  const operators: Partial<Record<FormFieldKindName, readonly ComparisonOperator[]>> = {
    TEXT: [...VALUES, ...EMPTINESS],
    NUMBER: [...VALUES, ...ORDERS, ...EMPTINESS],
    MONEY: [...VALUES, ...ORDERS, ...EMPTINESS],
    DATE: ['IS', 'IS_NOT', ...EMPTINESS],
    CHOICE: field.kind === 'CHOICE' && field.multiple ? ['CONTAINS', ...EMPTINESS] : [...VALUES, ...EMPTINESS],
  }
  return operators[field.kind] ?? EMPTINESS
}

const answered = (field: string, schema: JsonSchema): JsonSchema => ({
  properties: { [field]: schema },
  required: [field],
})

const schemaOf: Record<ComparisonOperator, (comparison: Comparison) => JsonSchema> = {
  IS: ({ field, value }) => answered(field, { const: value }),
  IS_NOT: ({ field, value }) => ({ not: answered(field, { const: value }) }),
  ONE_OF: ({ field, value }) => answered(field, { enum: Array.isArray(value) ? value : [] }),
  CONTAINS: ({ field, value }) => answered(field, { type: 'array', contains: { const: value } }),
  LESS: ({ field, value }) => answered(field, { type: 'number', exclusiveMaximum: Number(value) }),
  AT_MOST: ({ field, value }) => answered(field, { type: 'number', maximum: Number(value) }),
  MORE: ({ field, value }) => answered(field, { type: 'number', exclusiveMinimum: Number(value) }),
  AT_LEAST: ({ field, value }) => answered(field, { type: 'number', minimum: Number(value) }),
  IS_EMPTY: ({ field }) => ({ not: { required: [field] } }),
  IS_NOT_EMPTY: ({ field }) => ({ required: [field] }),
}

/** The same condition, said to a validator of the values of the form. */
export function conditionSchema(condition: Condition): JsonSchema {
  if ('all' in condition) return { allOf: condition.all.map(conditionSchema) }
  if ('any' in condition) return { anyOf: condition.any.map(conditionSchema) }
  return schemaOf[condition.operator](condition)
}
