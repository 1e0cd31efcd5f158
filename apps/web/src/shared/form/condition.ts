import type { FormValues } from './form-field.ts'

export type Condition =
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { field: string; operator: string; value?: unknown }

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const same = (one: unknown, other: unknown) =>
  JSON.stringify(Array.isArray(one) && one.length === 1 ? one[0] : one) ===
  JSON.stringify(Array.isArray(other) && other.length === 1 ? other[0] : other)

/** Numbers as numbers, days as texts that sort like days; anything else does not compare. */
function compare(one: unknown, other: unknown): number | null {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0
  return null
}

const ordered: Record<string, (order: number) => boolean> = {
  LESS: (order) => order < 0,
  AT_MOST: (order) => order <= 0,
  MORE: (order) => order > 0,
  AT_LEAST: (order) => order >= 0,
}

function holdsFor(value: unknown, operator: string, wanted: unknown): boolean {
  if (operator === 'IS_EMPTY') return isEmpty(value)
  if (operator === 'IS_NOT_EMPTY') return !isEmpty(value)
  if (operator === 'IS_NOT') return !same(value, wanted)
  if (isEmpty(value)) return false
  if (operator === 'IS') return same(value, wanted)
  if (operator === 'ONE_OF') return Array.isArray(wanted) && wanted.some((each) => same(value, each))
  if (operator === 'CONTAINS') {
    if (Array.isArray(value)) return value.some((each) => same(each, wanted))
    return typeof value === 'string' && typeof wanted === 'string' && value.includes(wanted)
  }
  const order = compare(value, wanted)
  return order !== null && (ordered[operator]?.(order) ?? false)
}

/** Whether a condition holds for these answers. The page only shows and hides by it; the server judges again. */
export function holds(condition: Condition, values: FormValues): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, values))
  if ('any' in condition) return condition.any.some((each) => holds(each, values))
  return holdsFor(values[condition.field], condition.operator, condition.value)
}
