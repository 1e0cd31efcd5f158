import type { FormField } from './form-field.ts'

/** A question for tests: a short text, unless something else is said. */
export const question = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  title: name,
  hint: '',
  required: false,
  kind: 'TEXT',
  shownIf: null,
  multiline: null,
  maxLength: null,
  min: null,
  max: null,
  whole: null,
  currency: null,
  options: null,
  multiple: null,
  maxRows: null,
  columns: null,
  ...more,
})
