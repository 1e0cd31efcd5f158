import { canonical } from '../kernel/canonical.ts'

/** What changed: a fact by its path, such as `environment.restartCommand`; null: it was or is not there. */
export interface Drift {
  field: string
  before: string | null
  after: string | null
}

/** A fact that may be shown. */
export interface Fact {
  field: string
  value: string
}

/** A secret's mark in facts: equal marks are equal values, and nothing can be read from one. */
export const SECRET_MARK = 'secret:'
const shown = (value: string) => (value.startsWith(SECRET_MARK) ? 'secret' : value)

/** Facts by their paths; lists of simple values are one fact. */
function flatten(value: unknown, path = ''): [string, string][] {
  const branches = value !== null && typeof value === 'object'
  const simpleList = Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object')
  if (!branches || simpleList) {
    const empty = value === null || value === undefined || (simpleList && value.length === 0)
    if (empty) return []
    return [[path, simpleList ? value.join(', ') : typeof value === 'string' ? value : canonical(value)]]
  }
  return Object.entries(value).flatMap(([key, item]) => flatten(item, path ? `${path}.${key}` : key))
}

export const factsOf = (facts: unknown): Fact[] =>
  flatten(facts)
    .map(([field, value]) => ({ field, value: shown(value) }))
    .sort((a, b) => (a.field < b.field ? -1 : 1))

/** Field by field; of a secret only that it changed. */
export function driftOf(before: unknown, after: unknown): Drift[] {
  const [old, now] = [new Map(flatten(before)), new Map(flatten(after))]
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((field) => {
    const [was, is] = [old.get(field) ?? null, now.get(field) ?? null]
    if (was === is) return []
    const secret = [was, is].some((value) => value?.startsWith(SECRET_MARK))
    const say = (value: string | null) => (secret && value !== null ? 'changed' : value)
    return [{ field, before: say(was), after: say(is) }]
  })
}
