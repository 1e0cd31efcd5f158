import { answersOf, draftOf, listOf, rowsOf } from './draft.ts'
import type { FormField, FormValues } from './form-field.ts'
import { formatMoney } from './money.ts'

/** What an answer's file is called. */
export interface NamedFile {
  id: string
  name: string
}

/** An answer as it is read: plain words, or ids whose names the page knows. */
export type AnswerLine =
  | { kind: 'text'; text: string }
  | { kind: 'people' | 'servers' | 'files'; ids: string[] }
  | { kind: 'revision'; projectId: string; environmentId: string; revision: string }
  | { kind: 'table'; rows: FormValues[] }
  | { kind: 'none' }

const plain = (text: string): AnswerLine => ({ kind: 'text', text })

function dayText(value: string, locale: string): string {
  const at = new Date(`${value}T00:00:00`)
  return Number.isNaN(at.getTime()) ? value : at.toLocaleDateString(locale, { dateStyle: 'long' })
}

/** What a field's answer says, in the page's language and numbers. */
export function answerLine(field: FormField, value: unknown, locale: string): AnswerLine {
  if (value === undefined || value === null || value === '') return { kind: 'none' }
  const titleOf = (each: string) => field.options?.find((option) => option.value === each)?.title ?? each
  switch (field.kind) {
    case 'MONEY':
      return plain(typeof value === 'number' ? formatMoney(value, field.currency ?? 'EUR', locale) : String(value))
    case 'NUMBER':
      return plain(
        typeof value === 'number' ? value.toLocaleString(locale, { maximumFractionDigits: 20 }) : String(value),
      )
    case 'DATE':
      return plain(dayText(String(value), locale))
    case 'CHOICE':
      return plain((Array.isArray(value) ? value.map(String) : [String(value)]).map(titleOf).join(', '))
    case 'PEOPLE':
      return { kind: 'people', ids: listOf(value) }
    case 'SERVERS':
      return { kind: 'servers', ids: listOf(value) }
    case 'FILE':
      return { kind: 'files', ids: listOf(value) }
    case 'ENVIRONMENT':
    case 'REVISION':
      return { kind: 'revision', projectId: '', environmentId: '', revision: '', ...(value as object) }
    case 'TABLE':
      return { kind: 'table', rows: rowsOf(value) }
    default:
      return plain(String(value))
  }
}

/** The fields that were asked, given these answers. */
export function askedFields(fields: readonly FormField[], values: FormValues): FormField[] {
  const { shown } = answersOf(fields, draftOf(fields, values))
  return fields.filter(({ name }) => shown.has(name) || values[name] !== undefined)
}
