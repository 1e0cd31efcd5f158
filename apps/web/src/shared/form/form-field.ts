import { type EnumOf, graphql } from '../../graphql/tada.ts'

const fieldParts = graphql(`
  fragment FormFieldParts on FormField {
    name title hint required kind shownIf multiline maxLength min max whole currency options { value title } multiple maxRows
  }
`)

/** A question of a form with, of a TABLE, the questions of its rows: everything that `FormFields.vue` needs. */
export const formFieldFragment = graphql(
  `fragment FormFields on FormField { ...FormFieldParts columns { ...FormFieldParts } }`,
  [fieldParts],
)

export type FormFieldKind = EnumOf<'FormFieldKind'>

export interface FormField {
  /** The key of its answer. */
  name: string
  title: string
  hint: string
  required: boolean
  kind: FormFieldKind
  /** A condition on fields before it; null: always shown. */
  shownIf: unknown
  multiline: boolean | null
  maxLength: number | null
  min: number | null
  max: number | null
  whole: boolean | null
  currency: string | null
  options: readonly { value: string; title: string }[] | null
  multiple: boolean | null
  maxRows: number | null
  columns?: readonly FormField[] | null
}

/** The answers, by the names of their fields; what was not answered is not in it. */
export type FormValues = Record<string, unknown>

/** What the answer of a REVISION is. */
export interface RevisionValue {
  projectId: string
  environmentId: string
  revision: string
}
