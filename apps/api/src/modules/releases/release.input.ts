import { z } from 'zod'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be refused
const controlCharacters = /[\u0000-\u001f\u007f]/
/** What `git check-ref-format` forbids in names, and what could be read as an expression or a path. */
const notInRevisions = /[ ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock$|^\.|\/\./

/**
 * A branch, a tag or a commit id. Git never sees anything else: no options, no ranges, no expressions. (Nothing here reaches
 * a shell either; the characters of shells such as "$(" are legal in names of branches and stay so.)
 */
export const revisionInput = z
  .string()
  .min(1, 'Name a branch, a tag or a commit.')
  .max(200, 'A revision has at most 200 characters.')
  .refine((text) => !text.startsWith('-'), 'A revision does not start with "-".')
  .refine((text) => !controlCharacters.test(text), 'A revision has no line breaks or control characters.')
  .refine((text) => !notInRevisions.test(text), 'This is not the name of a branch, a tag or a commit.')
  .refine((text) => text.isWellFormed(), 'This is not valid text.')

/** Text that people read; Postgres stores no NUL and no half of a surrogate pair. */
const prose = (most: number) =>
  z
    .string()
    .max(most, `At most ${most} characters.`)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'This is not valid text.')

/** Ids are opaque; anything that could not be one is the same as an id of nothing. */
export const idInput = z.string().min(1, 'An id is needed.').max(100, 'This is not an id.').refine(
  (text) => /^[\w-]+$/.test(text),
  'This is not an id.',
)

const YEAR_MS = 366 * 24 * 3600 * 1000
/** A clock that is a little behind must not turn "now" into an error. */
const PAST_TOLERANCE_MS = 60_000

export const createReleaseInput = (now: Date) =>
  z.object({
    environmentId: idInput,
    revision: revisionInput,
    scheduledAt: z
      .date()
      .refine((at) => at.getTime() > now.getTime() - PAST_TOLERANCE_MS, 'This time has passed. Leave it out to ship now.')
      .refine((at) => at.getTime() < now.getTime() + YEAR_MS, 'At most a year ahead.')
      .nullish(),
    note: prose(2000).nullish(),
    clientId: prose(200).min(1, 'Leave it out, or give it at least one character.').nullish(),
  })

export interface CreateReleaseInput {
  environmentId: string
  revision: string
  scheduledAt?: Date | null
  note?: string | null
  clientId?: string | null
}

/** A page of stored output or events. */
export const pageInput = z.object({
  after: z.number().int().min(0, 'Pass the last seq that you have; 0 = from the beginning.'),
  limit: z.number().int().min(1, 'Ask for at least one.').max(1000, 'At most 1000 at a time.').nullish(),
})

export const stepKeyInput = prose(300).nullish()
