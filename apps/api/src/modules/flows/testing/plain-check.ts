import type { Condition } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { MAX_NAMED } from '../forms/field-schema.ts'

type Values = Record<string, unknown>

/** What the schema says, once more without it: the names of the answers that are wrong. Used by tests only. */
export function plainCheck(form: FormField[], values: Values): Set<string> {
  const wrong = new Set<string>()
  const names = new Set(form.map(({ name }) => name))
  for (const name of Object.keys(values)) if (!names.has(name)) wrong.add(name)
  if (wrong.size > 0) return wrong
  for (const field of form) {
    const given = Object.hasOwn(values, field.name)
    const asked = field.shownIf === null || holds(field.shownIf, values)
    if (given ? !asked || !fits(field, values[field.name]) : asked && field.required) wrong.add(field.name)
  }
  return wrong
}

function holds(condition: Condition, values: Values): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, values))
  if ('any' in condition) return condition.any.some((part) => holds(part, values))
  const { field, operator, value } = condition
  const given = Object.hasOwn(values, field)
  const answer = values[field]
  const number = typeof answer === 'number' ? answer : Number.NaN
  switch (operator) {
    case 'IS_EMPTY':
      return !given
    case 'IS_NOT_EMPTY':
      return given
    case 'IS':
      return given && answer === value
    case 'IS_NOT':
      return !(given && answer === value)
    case 'ONE_OF':
      return given && (value as unknown[]).includes(answer)
    case 'CONTAINS':
      return Array.isArray(answer) && answer.includes(value)
    case 'LESS':
      return number < (value as number)
    case 'AT_MOST':
      return number <= (value as number)
    case 'MORE':
      return number > (value as number)
    case 'AT_LEAST':
      return number >= (value as number)
  }
}

const controls = /[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/

function isText(value: unknown, max: number, multiline: boolean): boolean {
  if (typeof value !== 'string' || value.trim() === '' || [...value].length > max) return false
  return [...value].every((one) => {
    const code = one.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) return false
    if (multiline) return code >= 0x20 ? code !== 0x7f : [9, 10, 13].includes(code)
    return code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && !controls.test(one)
  })
}

const isNumber = (value: unknown, { min, max }: { min: number | null; max: number | null }) =>
  typeof value === 'number' && value >= (min ?? Number.MIN_SAFE_INTEGER) && value <= (max ?? Number.MAX_SAFE_INTEGER)

const isList = (value: unknown, most: number, each: (one: unknown) => boolean) =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= most &&
  new Set(value).size === value.length &&
  value.every(each)

const isId = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fits(field: FormField, answer: unknown): boolean {
  switch (field.kind) {
    case 'TEXT':
      return isText(answer, field.maxLength, field.multiline)
    case 'NUMBER':
      return isNumber(answer, field) && (!field.whole || Number.isInteger(answer))
    case 'MONEY':
      return isNumber(answer, field) && Number.isInteger(answer)
    case 'DATE':
      return isDay(answer)
    case 'CHOICE': {
      const isOption = (one: unknown) => field.options.some(({ value }) => value === one)
      return field.multiple ? isList(answer, field.options.length, isOption) : isOption(answer)
    }
    case 'PEOPLE':
    case 'SERVERS':
    case 'FILE':
      return isList(answer, field.multiple ? MAX_NAMED[field.kind] : 1, isId)
    case 'ENVIRONMENT':
      return (
        isObject(answer) &&
        Object.keys(answer).sort().join() === 'environmentId,projectId' &&
        isId(answer.projectId) &&
        isId(answer.environmentId)
      )
    case 'REVISION':
      return (
        isObject(answer) &&
        Object.keys(answer).sort().join() === 'environmentId,projectId,revision' &&
        isId(answer.projectId) &&
        isId(answer.environmentId) &&
        isText(answer.revision, 255, false)
      )
    case 'TABLE':
      return (
        Array.isArray(answer) &&
        answer.length >= 1 &&
        answer.length <= field.maxRows &&
        answer.every((row) => isObject(row) && plainCheck(field.columns, row).size === 0)
      )
  }
}
