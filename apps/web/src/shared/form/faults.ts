import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import { answersOf, type Draft, rowsOf } from './draft.ts'
import type { FormField, FormValues } from './form-field.ts'

/** What is wrong with an answer, by its place: `amount`, or `lines.0.price` in a table. */
export type Faults = Record<string, Fault>

export interface Fault {
  /** `required`, or the keyword of the JSON Schema that does not hold. */
  code: string
  field: FormField
}

/** Only say that something below them does not hold. */
const wrappers = new Set([
  'properties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
  '$ref',
  'prefixItems',
])

/** The field that a place within the answers belongs to, and the place where its fault is shown. */
function placeOf(fields: readonly FormField[], path: readonly string[]): { place: string; field: FormField } | null {
  const [name, row, ...rest] = path
  const field = fields.find((each) => each.name === name)
  if (!field || name === undefined) return null
  const inner = field.kind === 'TABLE' && row !== undefined ? placeOf(field.columns ?? [], rest) : null
  return inner ? { place: `${name}.${row}.${inner.place}`, field: inner.field } : { place: name, field }
}

const stepsOf = ({ instanceLocation, keyword, error }: OutputUnit): string[] => {
  const steps = instanceLocation.split('/').slice(1).map(decodeURIComponent)
  const missing = keyword === 'required' ? /property "([^"]+)"/.exec(error)?.[1] : undefined
  return missing ? [...steps, missing] : steps
}

function missingFrom(fields: readonly FormField[], draft: Draft, values: FormValues, shown: Set<string>): Faults {
  const faults: Faults = {}
  for (const field of fields) {
    if (!shown.has(field.name)) continue
    if (field.required && values[field.name] === undefined) faults[field.name] = { code: 'required', field }
    if (field.kind !== 'TABLE') continue
    rowsOf(draft[field.name]).forEach((row, index) => {
      const columns = field.columns ?? []
      const inner = answersOf(columns, row)
      const wrong = missingFrom(columns, row, inner.values, inner.shown)
      for (const [place, fault] of Object.entries(wrong)) faults[`${field.name}.${index}.${place}`] = fault
    })
  }
  return faults
}

/** Everything that is wrong at once, judged by the server's own schema; null: only what is missing is found. */
export function faultsOf(fields: readonly FormField[], draft: Draft, schema: unknown): Faults {
  const { values, shown } = answersOf(fields, draft)
  const faults = missingFrom(fields, draft, values, shown)
  if (!schema) return faults
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(values)
  for (const each of errors) {
    if (wrappers.has(each.keyword)) continue
    const found = placeOf(fields, stepsOf(each))
    if (found) faults[found.place] ??= { code: each.keyword, field: found.field }
  }
  return faults
}
