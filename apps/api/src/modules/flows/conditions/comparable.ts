import type { FormField } from '../form.definition.ts'

export type Comparable = string | number

/** A value as what is compared: of a number and a sum the number, of a day its count since 1970. Null: it is no such value, or none. */
export function comparable({ kind }: FormField, value: unknown): Comparable | null {
  if (kind === 'NUMBER' || kind === 'MONEY') return typeof value === 'number' && Number.isFinite(value) ? value : null
  if (kind === 'DATE') return dayOf(value)
  return typeof value === 'string' && value !== '' ? value : null
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** Days since 1970-01-01; null: no such day exists (2030-02-30). */
export function dayOf(value: unknown): number | null {
  if (typeof value !== 'string' || !day.test(value)) return null
  const time = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value) ? time.getTime() / 86_400_000 : null
}
