import { type Condition, holds } from './condition.ts'
import type { FormField, FormValues, RevisionValue } from './form-field.ts'
import { parseMoney, typedMoney } from './money.ts'

/** What stands in the controls, by the names of the fields: texts as typed, lists, rows. Nothing in it is lost by an error. */
export type Draft = Record<string, unknown>

export const textOf = (typed: unknown): string => (typeof typed === 'string' ? typed : '')
export const listOf = (typed: unknown): string[] => (Array.isArray(typed) ? typed.map(String) : [])
export const rowsOf = (typed: unknown): Draft[] => (Array.isArray(typed) ? (typed as Draft[]) : [])
export const revisionOf = (typed: unknown): RevisionValue => {
  const { projectId, environmentId, revision } = (typed ?? {}) as Partial<RevisionValue>
  return { projectId: projectId ?? '', environmentId: environmentId ?? '', revision: revision ?? '' }
}

/** `12,5` is a number where people write it so; what is none stays what was typed, and is told so. */
function numberOf(typed: string): unknown {
  const plain = typed.trim().replace(',', '.')
  return /^-?\d+(\.\d*)?$|^-?\.\d+$/.test(plain) ? Number(plain) : typed
}

const nonEmpty = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined)

/** The answer in a control; undefined when there is none. */
export function answerOf(field: FormField, typed: unknown): unknown {
  switch (field.kind) {
    case 'TEXT':
      return textOf(typed).trim() === '' ? undefined : textOf(typed)
    case 'NUMBER':
      return textOf(typed).trim() === '' ? undefined : numberOf(textOf(typed))
    case 'MONEY':
      if (textOf(typed).trim() === '') return undefined
      return parseMoney(textOf(typed), field.currency ?? 'EUR') ?? textOf(typed)
    case 'DATE':
      return textOf(typed) || undefined
    case 'CHOICE':
      return field.multiple ? nonEmpty(listOf(typed)) : textOf(typed) || undefined
    case 'PEOPLE':
    case 'SERVERS':
    case 'FILE':
      return nonEmpty(listOf(typed))
    case 'ENVIRONMENT': {
      const { projectId, environmentId } = revisionOf(typed)
      return projectId || environmentId ? { projectId, environmentId } : undefined
    }
    case 'REVISION': {
      const value = revisionOf(typed)
      return Object.values(value).some(Boolean) ? value : undefined
    }
    case 'TABLE':
      return nonEmpty(rowsOf(typed).map((row) => answersOf(field.columns ?? [], row).values))
  }
}

/** All answers, and which fields are asked at all: one that is not asked has no answer, whatever stood in it. */
export function answersOf(fields: readonly FormField[], draft: Draft): { values: FormValues; shown: Set<string> } {
  const values: FormValues = {}
  const shown = new Set<string>()
  for (const field of fields) {
    if (field.shownIf && !holds(field.shownIf as Condition, values)) continue
    shown.add(field.name)
    const answer = answerOf(field, draft[field.name])
    if (answer !== undefined) values[field.name] = answer
  }
  return { values, shown }
}

/** What stands in a control that has this answer already. */
function typedOf(field: FormField, answer: unknown): unknown {
  if (field.kind === 'MONEY' && typeof answer === 'number') return typedMoney(answer, field.currency ?? 'EUR')
  if (field.kind === 'NUMBER' && typeof answer === 'number') return String(answer)
  if (field.kind === 'TABLE') return rowsOf(answer).map((row) => draftOf(field.columns ?? [], row))
  return answer
}

/** The controls with these answers in them. */
export function draftOf(fields: readonly FormField[], values: FormValues): Draft {
  const known = fields.filter(({ name }) => values[name] !== undefined && values[name] !== null)
  return Object.fromEntries(known.map((field) => [field.name, typedOf(field, values[field.name])]))
}
