import { z } from 'zod'
import { block, id, line } from '../kernel/fields.ts'

/** One line, or nothing yet: a draft may be incomplete. */
export const title = (max: number) =>
  z.union([z.literal(''), line(max)], `Write one line of at most ${max} characters.`).default('')

/** Kept byte for byte; one line or several. */
export const storedText = (max: number) => block(max)

/** What links and findings call a node by. */
export const nodeId = z.string().regex(/^[a-z0-9-]{1,40}$/, 'Use 1 to 40 of a-z, 0-9 and -.')

/** Names that every object knows already: no key of values may be one. */
const known = new Set(Object.getOwnPropertyNames(Object.prototype))

export const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'Use 1 to 40 of a-z, A-Z, 0-9 and _, beginning with a letter.')
  .refine((name) => !known.has(name), 'This name is reserved. Choose another one.')

export const ids = (max: number) =>
  z
    .array(id)
    .max(max, `Name at most ${max}.`)
    .refine((all) => new Set(all).size === all.length, 'Name each once.')
    .nullish()
    .transform((all) => all ?? [])

/** False when it is left out. */
export const flag = z
  .boolean()
  .nullish()
  .transform((on) => on ?? false)

/** A whole number, or null. */
export const wholeOrNull = (min: number, max: number) =>
  z.number().int('Give a whole number.').min(min, `Give at least ${min}.`).max(max, `Give at most ${max}.`).nullish()

/** Refuses a second one with the same key, by naming it. */
export const unique =
  <T>(keyOf: (one: T) => string, message: string, at: string[] = []) =>
  (list: T[], context: z.RefinementCtx) => {
    const seen = new Set<string>()
    list.forEach((one, index) => {
      const key = keyOf(one)
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index, ...at], message })
      seen.add(key)
    })
  }
