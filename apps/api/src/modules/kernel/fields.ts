import { z } from 'zod'

// What every text from outside must keep to before it may reach a database, a page or a server. NUL breaks Postgres, control
// characters forge terminal output and log lines, lone surrogates cannot be stored, direction overrides disguise names.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: a block of text may hold tab and line breaks, nothing else
const controlsOfBlock = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const disguises = /[\u202a-\u202e\u2066-\u2069\ufeff]/
const loneSurrogate = /\p{Surrogate}/u

const storable = (value: string) => !loneSurrogate.test(value)

/** A name or title: one line of any script, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .max(max * 4, `Use at most ${max} characters.`)
    .trim()
    .min(1, 'Write something here.')
    .refine((v) => [...v].length <= max, `Use at most ${max} characters.`)
    .refine((v) => !controls.test(v), 'Leave out line breaks and control characters.')
    .refine(
      (v) => !disguises.test(v) && storable(v),
      'Leave out invisible characters that change the direction of text.',
    )

/** Text of several lines, kept byte for byte, such as a command or a note. */
export const block = (maxLength: number) =>
  z
    .string()
    .max(maxLength, `Use at most ${maxLength} characters.`)
    .refine((v) => !controlsOfBlock.test(v) && storable(v), 'Leave out control characters.')

/** A secret, kept byte for byte: anything but NUL. */
export const secret = (maxLength: number) =>
  z
    .string()
    .min(1, 'Write something here.')
    .max(maxLength, `Use at most ${maxLength} characters.`)
    .refine((v) => !v.includes('\0') && storable(v), 'Leave out NUL characters.')

/** An id as we gave it out. Anything else cannot exist, which the database must not be asked. */
export const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'There is nothing with this id.')

export const isId = (value: string) => id.safeParse(value).success

/** Words to search for: one line, and no pattern characters of SQL that a person would not mean. */
export const searchWords = z
  .string()
  .max(200, 'Search for at most 200 characters.')
  .refine((v) => !controls.test(v) && storable(v), 'Leave out control characters.')
  .transform((v) => v.trim())
