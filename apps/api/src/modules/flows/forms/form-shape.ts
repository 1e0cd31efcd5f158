import type { FieldIssue } from '../../kernel/errors.ts'
import type { FormField } from '../form.definition.ts'

const MOST_PARTS = 5_000
const MOST_TEXT = 500_000
/** Of a list; no field allows more. */
const MOST_ITEMS = 500
const MOST_LEVELS = 4

const isPlain = (value: object) => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Judges what no schema should have to look at: values that are too big or too deep, or named what no field is. Null: a
 * validator may read it.
 */
export function shapeIssues(form: FormField[], values: unknown): FieldIssue[] | null {
  if (values === null || typeof values !== 'object' || Array.isArray(values) || !isPlain(values)) {
    return [{ path: 'form', message: 'Give an object with the answers by the names of the fields.' }]
  }
  const names = new Set(form.map(({ name }) => name))
  const unknown = Object.keys(values).filter((name) => !names.has(name))
  if (unknown.length > 0) {
    return unknown.slice(0, 20).map((name) => ({
      path: `form.${/^\w{1,40}$/.test(name) ? name : ''}`.replace(/\.$/, ''),
      message: 'This form has no such field. Leave it out.',
    }))
  }
  const big = Object.entries(values).filter(([, answer]) => !isSmall(answer))
  if (big.length > 0) return big.map(([name]) => ({ path: `form.${name}`, message: 'This is too much. Shorten it.' }))
  return null
}

function isSmall(answer: unknown): boolean {
  let parts = 0
  let text = 0
  let level: unknown[] = [answer]
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: unknown[] = []
    for (const part of level) {
      parts += 1
      if (typeof part === 'string') text += part.length
      if (parts > MOST_PARTS || text > MOST_TEXT || depth > MOST_LEVELS) return false
      if (part === null || typeof part !== 'object') continue
      if (Array.isArray(part) && part.length > MOST_ITEMS) return false
      const inner = Object.entries(part)
      if (inner.length > MOST_ITEMS || inner.some(([key]) => !/^\w{1,40}$/.test(key))) return false
      for (const [, one] of inner) next.push(one)
    }
    level = next
  }
  return true
}
