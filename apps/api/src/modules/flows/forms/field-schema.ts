import { FLOW_LIMITS } from '../flow-limits.ts'
import type { FormField } from '../form.definition.ts'
import type { JsonSchema } from './json-schema.ts'

/** How many people, servers or files one answer may name. */
export const MAX_NAMED = { PEOPLE: 50, SERVERS: 200, FILE: 10 } as const

/** Something that can be seen; of one line, or of several; without what forges lines or turns text around. */
const SOMETHING = '\\S'
const ONE_LINE = '^[^\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff]*$'
const LINES = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\p{Cs}]*$'
const ID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

const text = (maxLength: number, pattern: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  allOf: [{ pattern: SOMETHING }, { pattern }],
})

const id: JsonSchema = { type: 'string', pattern: ID }

const list = (items: JsonSchema, maxItems: number): JsonSchema => ({
  ...{ type: 'array', items, minItems: 1, maxItems, uniqueItems: true },
})

const { MAX_SAFE_INTEGER } = Number

const bounds = ({ min, max }: { min: number | null; max: number | null }) => ({
  minimum: min ?? -MAX_SAFE_INTEGER,
  maximum: max ?? MAX_SAFE_INTEGER,
})

/** What an answer to a field looks like, whatever its name. */
function answerSchema(field: FormField): JsonSchema {
  switch (field.kind) {
    case 'TEXT':
      return text(field.maxLength, field.multiline ? LINES : ONE_LINE)
    case 'NUMBER':
      return { type: field.whole ? 'integer' : 'number', ...bounds(field) }
    case 'MONEY':
      return { type: 'integer', ...bounds(field) }
    case 'DATE':
      return { type: 'string', format: 'date' }
    case 'CHOICE': {
      const one: JsonSchema = { enum: field.options.map(({ value }) => value) }
      return field.multiple ? list(one, Math.max(field.options.length, 1)) : one
    }
    case 'PEOPLE':
    case 'SERVERS':
    case 'FILE':
      return list(id, field.multiple ? MAX_NAMED[field.kind] : 1)
    case 'ENVIRONMENT':
      return {
        type: 'object',
        properties: { projectId: id, environmentId: id },
        required: ['projectId', 'environmentId'],
        additionalProperties: false,
      }
    case 'REVISION':
      return {
        type: 'object',
        properties: { projectId: id, environmentId: id, revision: text(255, ONE_LINE) },
        required: ['projectId', 'environmentId', 'revision'],
        additionalProperties: false,
      }
    case 'TABLE': {
      const maxItems = Math.min(field.maxRows, FLOW_LIMITS.rows)
      return { type: 'array', items: rowSchema(field.columns), minItems: 1, maxItems }
    }
  }
}

const rowSchema = (columns: FormField[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(columns.map((column) => [column.name, fieldSchema(column)])),
  required: columns.filter(({ required }) => required).map(({ name }) => name),
  additionalProperties: false,
})

export const fieldSchema = (field: FormField): JsonSchema => ({
  ...(field.title && { title: field.title }),
  ...(field.hint && { description: field.hint }),
  ...answerSchema(field),
})
