import type { FormField, FormFieldKind } from '../form.definition.ts'

/** A field of a form whose title is its name. */
export const field = (name: string, kind: FormFieldKind, more: Partial<FormField> = {}): FormField =>
  ({ name, title: name, hint: '', required: true, shownIf: null, ...kind, ...more }) as FormField

export const number = (name: string) => field(name, { kind: 'NUMBER', min: null, max: null, whole: false })
export const money = (name: string) => field(name, { kind: 'MONEY', currency: 'EUR', min: null, max: null })
export const text = (name: string) => field(name, { kind: 'TEXT', multiline: false, maxLength: 100 })
export const date = (name: string) => field(name, { kind: 'DATE' })
export const people = (name: string, multiple = true) => field(name, { kind: 'PEOPLE', multiple })
export const choice = (name: string, values: string[], multiple = false) =>
  field(name, { kind: 'CHOICE', multiple, options: values.map((value) => ({ value, title: value })) })
