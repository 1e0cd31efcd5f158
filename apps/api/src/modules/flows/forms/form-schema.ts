import type { FormField } from '../form.definition.ts'
import { conditionSchema } from './condition-schema.ts'
import { fieldSchema } from './field-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** One that is asked only sometimes: needed then if it must be answered, and else not to be answered at all. */
function shownSchema({ name, required, shownIf }: FormField): JsonSchema[] {
  if (!shownIf) return []
  const hidden: JsonSchema = { properties: { [name]: false } }
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema; nobody awaits a schema
  const needed = required && { then: { required: [name] } }
  return [{ if: conditionSchema(shownIf), ...needed, else: hidden }]
}

/**
 * A form as JSON Schema, draft 2020-12: what page and server judge its values by. An answer that is left out is not in the
 * values; there is no empty one.
 */
export function formSchema(form: FormField[]): JsonSchema {
  const conditional = form.flatMap(shownSchema)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(form.map((field) => [field.name, fieldSchema(field)])),
    required: form.filter(({ required, shownIf }) => required && !shownIf).map(({ name }) => name),
    additionalProperties: false,
    ...(conditional.length > 0 && { allOf: conditional }),
  }
}
