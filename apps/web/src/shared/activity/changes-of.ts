export interface Changed {
  field: string
  /** Null: it was not there. */
  before: string | null
  after: string | null
}

const shown = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}

/** What differs, field by field, as people read it. */
export function changesOf(before: unknown, after: unknown): Changed[] {
  const was = (before ?? {}) as Record<string, unknown>
  const is = (after ?? {}) as Record<string, unknown>
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
  return fields.map((field) => ({ field, before: shown(was[field]), after: shown(is[field]) }))
}
