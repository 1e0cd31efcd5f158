import { type OutputUnit, Validator } from '@cfworker/json-schema'
import type { FieldIssue } from '../../kernel/errors.ts'
import type { FormField } from '../form.definition.ts'
import { formSchema } from './form-schema.ts'
import { type FormMistake, sentenceFor } from './form-sentences.ts'
import { shapeIssues } from './form-shape.ts'

const MISTAKES = new Set<string>([
  ...(['required', 'false', 'type', 'enum', 'format', 'pattern', 'minLength', 'maxLength'] satisfies FormMistake[]),
  ...(['minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems'] satisfies FormMistake[]),
  ...(['additionalProperties'] satisfies FormMistake[]),
])

const stepsOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'))

const at = (whole: unknown, steps: string[]): unknown =>
  steps.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    whole,
  )

/** The field that an answer belongs to: a column when it stands in a row. */
function fieldAt(form: FormField[], [name, , column]: string[]): FormField | undefined {
  const field = form.find((one) => one.name === name)
  return field?.kind === 'TABLE' && column ? field.columns.find((one) => one.name === column) : field
}

/** Where the library found something, as a path of answers; of what is missing, where it should be. */
function placesOf({ keyword, keywordLocation, instanceLocation }: OutputUnit, schema: unknown, values: unknown) {
  const place = stepsOf(instanceLocation)
  if (keyword !== 'required') return [place]
  const needed = at(schema, stepsOf(keywordLocation)) as string[]
  const given = at(values, place) as Record<string, unknown>
  return needed.filter((name) => !Object.hasOwn(given, name)).map((name) => [...place, name])
}

/**
 * What is wrong with the values of a form, by the same schema as the page's; one issue per answer, the first thing that is wrong
 * with it. Paths are `form.<name>`, in tables `form.<name>.<row>.<column>`. Empty: all is well as far as it can be judged
 * without asking anybody (see form-facts.ts).
 */
export function checkForm(form: FormField[], values: unknown): FieldIssue[] {
  const refused = shapeIssues(form, values)
  if (refused) return refused
  const schema = formSchema(form)
  const { valid, errors } = new Validator(schema as object, '2020-12', false).validate(values)
  if (valid) return []
  const issues = new Map<string, FieldIssue>()
  for (const unit of errors) {
    if (!MISTAKES.has(unit.keyword)) continue
    for (const place of placesOf(unit, schema, values)) {
      const field = fieldAt(form, place)
      const path = ['form', ...place].join('.')
      if (!field || issues.has(path)) continue
      issues.set(path, { path, message: sentenceFor(unit.keyword as FormMistake, field) })
    }
  }
  return [...issues.values()]
}
