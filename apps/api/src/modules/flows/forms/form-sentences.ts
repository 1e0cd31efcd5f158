import type { FormField } from '../form.definition.ts'
import { MAX_NAMED } from './field-schema.ts'

/** What a schema found at an answer. */
export type FormMistake =
  | 'required'
  | 'false'
  | 'type'
  | 'enum'
  | 'format'
  | 'pattern'
  | 'minLength'
  | 'maxLength'
  | 'minimum'
  | 'maximum'
  | 'minItems'
  | 'maxItems'
  | 'uniqueItems'
  | 'additionalProperties'

const NAMED = { PEOPLE: 'people', SERVERS: 'servers', FILE: 'files' } as const

/** Money for people: the smallest unit as it is, for its fraction depends on the currency. */
const limitOf = (field: FormField, limit: number | null) =>
  field.kind === 'MONEY' ? `${limit} (in the smallest unit of ${field.currency})` : `${limit}`

const expected: Record<FormField['kind'], string> = {
  TEXT: 'Give a text.',
  NUMBER: 'Give a number.',
  MONEY: 'Give a whole number of the smallest unit of the currency.',
  DATE: 'Give a day, such as 2030-01-31.',
  CHOICE: 'Choose one of the options.',
  PEOPLE: 'Give a list of ids of people.',
  SERVERS: 'Give a list of ids of servers.',
  ENVIRONMENT: 'Give projectId and environmentId.',
  REVISION: 'Give projectId, environmentId and revision.',
  FILE: 'Give a list of ids of uploaded files.',
  TABLE: 'Give a list of rows.',
}

function tooMany(field: FormField): string {
  if (field.kind === 'TABLE') return `Give at most ${field.maxRows} rows.`
  if (field.kind === 'CHOICE') return 'Choose each option at most once.'
  if (field.kind === 'PEOPLE' || field.kind === 'SERVERS' || field.kind === 'FILE') {
    return `Give at most ${field.multiple ? MAX_NAMED[field.kind] : 1} of the ${NAMED[field.kind]}.`
  }
  return expected[field.kind]
}

/** What to do about a mistake, in a sentence. */
export function sentenceFor(mistake: FormMistake, field: FormField): string {
  switch (mistake) {
    case 'required':
      return 'An answer is needed here.'
    case 'false':
      return 'This is not asked here. Leave it out.'
    case 'additionalProperties':
      return 'There is no such column. Leave it out.'
    case 'minLength':
      return 'Write something here, or leave it out.'
    case 'maxLength':
      return `Use at most ${field.kind === 'TEXT' ? field.maxLength : 255} characters.`
    case 'pattern':
      return field.kind === 'TEXT' || field.kind === 'REVISION'
        ? 'Write something that can be read, without control characters.'
        : 'There is nothing with this id.'
    case 'minimum':
      return `Give at least ${limitOf(field, 'min' in field ? field.min : null)}.`
    case 'maximum':
      return `Give at most ${limitOf(field, 'max' in field ? field.max : null)}.`
    case 'type':
      return field.kind === 'NUMBER' && field.whole ? 'Give a whole number.' : expected[field.kind]
    case 'minItems':
      return 'Give at least one, or leave it out.'
    case 'maxItems':
      return tooMany(field)
    case 'uniqueItems':
      return 'Give each only once.'
    default:
      return expected[field.kind]
  }
}
