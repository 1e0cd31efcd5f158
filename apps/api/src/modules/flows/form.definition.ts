import type { Condition } from './flow.definition.ts'

/** One question of a form. What an answer looks like stands at each kind; an answer that is left out is not in the values at all. */
export type FormField = FormFieldBase & FormFieldKind

interface FormFieldBase {
  /** The key of the answer; of a-z, A-Z, 0-9 and _, at most 40, beginning with a letter. */
  name: string
  title: string
  hint: string
  required: boolean
  /** Asked only when it holds, judged by fields that stand before it; null: always. The answer of a field not asked is refused. */
  shownIf: Condition | null
}

export type FormFieldKind =
  /** A string. */
  | { kind: 'TEXT'; multiline: boolean; maxLength: number }
  /** A number. */
  | { kind: 'NUMBER'; min: number | null; max: number | null; whole: boolean }
  /** A whole number of the currency's smallest unit (cents, fen): sums never suffer from fractions. `currency` is ISO 4217. */
  | { kind: 'MONEY'; currency: string; min: number | null; max: number | null }
  /** A day, `2030-01-31`. */
  | { kind: 'DATE' }
  /** The value of an option; a list of them when several may be chosen. */
  | { kind: 'CHOICE'; options: { value: string; title: string }[]; multiple: boolean }
  /** A list of user ids. */
  | { kind: 'PEOPLE'; multiple: boolean }
  /** A list of server ids. */
  | { kind: 'SERVERS'; multiple: boolean }
  /** { projectId, environmentId } */
  | { kind: 'ENVIRONMENT' }
  /** { projectId, environmentId, revision } */
  | { kind: 'REVISION' }
  /** A list of ids of uploaded files. */
  | { kind: 'FILE'; multiple: boolean }
  /** A list of rows, each an object with an answer per column; columns are fields without `shownIf`, FILE or TABLE. */
  | { kind: 'TABLE'; columns: FormField[]; maxRows: number }

export type FormFieldKindName = FormFieldKind['kind']

/** What was filled in, by the names of the fields. */
export type FormValues = Record<string, unknown>
