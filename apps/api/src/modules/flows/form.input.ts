import { z } from 'zod'
import { condition } from './condition.input.ts'
import { fieldName, flag, storedText, title, unique } from './definition-fields.ts'
import { FLOW_LIMITS } from './flow-limits.ts'
import type { FormField, FormFieldKind } from './form.definition.ts'

const KINDS = [
  ...(['TEXT', 'NUMBER', 'MONEY', 'DATE', 'CHOICE', 'PEOPLE', 'SERVERS', 'ENVIRONMENT', 'REVISION'] as const),
  ...(['FILE', 'TABLE'] as const),
] as const
const { MAX_SAFE_INTEGER } = Number

const bound = z.number().min(-MAX_SAFE_INTEGER).max(MAX_SAFE_INTEGER).nullish()

/** All that any kind of field has; what the kind does not have is dropped. A draft may be incomplete. */
const described = z.object({
  name: fieldName,
  title: title(120),
  hint: storedText(500).nullish(),
  required: flag,
  kind: z.enum(KINDS, `Give one of ${KINDS.join(', ')}.`),
  multiline: flag,
  maxLength: z.number().int().min(1).max(FLOW_LIMITS.textLength).nullish(),
  min: bound,
  max: bound,
  whole: flag,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'Give the three letters of a currency, such as CNY.')
    .nullish(),
  options: z
    .array(z.object({ value: storedText(100), title: title(200) }))
    .max(FLOW_LIMITS.options, `Give at most ${FLOW_LIMITS.options} options.`)
    .superRefine(unique(({ value }) => value, 'This value is there already.', ['value']))
    .nullish(),
  multiple: flag,
  maxRows: z.number().int().min(1).max(FLOW_LIMITS.rows).nullish(),
})

type Described = z.output<typeof described>

const numbersOf = ({ min, max }: Described) => ({ min: min ?? null, max: max ?? null })

/** One function per kind: what of all that was given belongs to it. */
const kindOf: Record<(typeof KINDS)[number], (given: Described, columns: FormField[]) => FormFieldKind> = {
  TEXT: ({ multiline, maxLength }) => ({ kind: 'TEXT', multiline, maxLength: maxLength ?? (multiline ? 2000 : 200) }),
  NUMBER: (given) => ({ kind: 'NUMBER', ...numbersOf(given), whole: given.whole }),
  MONEY: (given) => ({ kind: 'MONEY', currency: given.currency ?? 'CNY', ...numbersOf(given) }),
  DATE: () => ({ kind: 'DATE' }),
  CHOICE: ({ options, multiple }) => ({ kind: 'CHOICE', options: options ?? [], multiple }),
  PEOPLE: ({ multiple }) => ({ kind: 'PEOPLE', multiple }),
  SERVERS: ({ multiple }) => ({ kind: 'SERVERS', multiple }),
  ENVIRONMENT: () => ({ kind: 'ENVIRONMENT' }),
  REVISION: () => ({ kind: 'REVISION' }),
  FILE: ({ multiple }) => ({ kind: 'FILE', multiple }),
  TABLE: ({ maxRows }, columns) => ({ kind: 'TABLE', columns, maxRows: maxRows ?? 20 }),
}

const fieldOf = (given: Described, columns: FormField[], shownIf: FormField['shownIf']): FormField => ({
  ...{ name: given.name, title: given.title, hint: given.hint ?? '', required: given.required, shownIf },
  ...kindOf[given.kind](given, columns),
})

const sameName = 'A field of this name is there already.'

const column = described.transform((given, context): FormField => {
  if (given.kind === 'FILE' || given.kind === 'TABLE') {
    context.addIssue({ code: 'custom', path: ['kind'], message: 'A column can be neither a file nor a table.' })
  }
  return fieldOf(given, [], null)
})

const field = described
  .extend({
    shownIf: condition.nullish(),
    columns: z
      .array(column)
      .max(FLOW_LIMITS.columns, `Give at most ${FLOW_LIMITS.columns} columns.`)
      .superRefine(unique(({ name }) => name, sameName, ['name']))
      .nullish(),
  })
  .transform((given): FormField => fieldOf(given, given.columns ?? [], given.shownIf ?? null))

/** The questions of a form, in their order. */
export const formInput = z
  .array(field)
  .max(FLOW_LIMITS.fields, `Give at most ${FLOW_LIMITS.fields} fields.`)
  .superRefine(unique(({ name }) => name, sameName, ['name']))
