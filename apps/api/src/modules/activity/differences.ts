import { canonical } from '../kernel/canonical.ts'
import { type Facts, pick } from './activity.facts.ts'

/** As JSON would have it, with keys in order: what is undefined, and dates. */
const spelled = (value: unknown) => canonical(JSON.parse(JSON.stringify(value ?? null)))

/**
 * `before` and `after` of a line: the fields of `after` that differ. Give no secrets, and of what `after` leaves undefined nothing is
 * said: it was not changed.
 */
export function differences(was: object, is: object): { before: Facts | undefined; after: Facts | undefined } {
  const [before, after] = [was as Facts, is as Facts]
  const changed = Object.keys(after).filter(
    (key) => after[key] !== undefined && spelled(before[key]) !== spelled(after[key]),
  )
  if (changed.length === 0) return { before: undefined, after: undefined }
  return { before: pick(before, changed), after: pick(after, changed) }
}
