import { z } from 'zod'
import { id, line, searchWords } from '../kernel/fields.ts'

const MAX_OPTIONS = 20
const YEAR_MS = 366 * 24 * 3600_000

const option = line(100)
const sameText = (text: string) => text.normalize('NFKC').toLowerCase()

const options = z
  .array(option)
  .min(2, `Give 2 to ${MAX_OPTIONS} options.`)
  .max(MAX_OPTIONS, `Give 2 to ${MAX_OPTIONS} options.`)
  .superRefine((given, context) => {
    const seen = new Set<string>()
    given.forEach((text, index) => {
      if (seen.has(sameText(text))) {
        context.addIssue({ code: 'custom', path: [index], message: 'This option is there already.' })
      }
      seen.add(sameText(text))
    })
  })

const flag = (otherwise: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((given) => given ?? otherwise)

const choices = z.number().int().min(1, 'At least 1.').max(MAX_OPTIONS, `At most ${MAX_OPTIONS}.`).nullish()

/** What a poll is, and what belongs together in it. */
const draftFields = (now: Date) => ({
  question: line(300),
  options,
  roomId: id.nullish(),
  multiple: flag(false),
  minChoices: choices,
  maxChoices: choices,
  changeable: z.boolean().nullish(),
  visibility: z.enum(['ALWAYS', 'AFTER_VOTE', 'AFTER_CLOSE']).nullish(),
  secrecy: z
    .enum(['NAMED', 'CONFIDENTIAL', 'SECRET'])
    .nullish()
    .transform((secrecy) => secrecy ?? 'CONFIDENTIAL'),
  closesAt: z
    .date()
    .refine((at) => at.getTime() > now.getTime(), 'This time has passed.')
    .refine((at) => at.getTime() < now.getTime() + YEAR_MS, 'At most a year ahead.')
    .nullish(),
})

interface Together {
  options: string[]
  multiple: boolean
  minChoices?: number | null | undefined
  maxChoices?: number | null | undefined
  changeable?: boolean | null | undefined
  visibility?: 'ALWAYS' | 'AFTER_VOTE' | 'AFTER_CLOSE' | null | undefined
  secrecy: 'NAMED' | 'CONFIDENTIAL' | 'SECRET'
}

function agree(poll: Together, context: z.RefinementCtx) {
  const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const [min, max] = [poll.minChoices ?? 1, poll.maxChoices ?? poll.options.length]
  if (!poll.multiple && min > 1) issue('minChoices', 'Only where several options can be chosen (multiple).')
  if (!poll.multiple && (poll.maxChoices ?? 1) > 1) {
    issue('maxChoices', 'Only where several options can be chosen (multiple).')
  }
  if (poll.multiple && max > poll.options.length) issue('maxChoices', 'There are not so many options.')
  if (poll.multiple && min > max) issue('minChoices', 'At most as many as one may choose.')
  if (poll.secrecy !== 'SECRET') return
  if (poll.changeable === true) issue('changeable', 'A secret vote cannot be found again to be changed: leave it out.')
  if ((poll.visibility ?? 'AFTER_CLOSE') !== 'AFTER_CLOSE') {
    issue('visibility', 'Numbers that move would tell who voted what: a secret poll tells them AFTER_CLOSE.')
  }
}

const whole = <T extends Together>(poll: T) => ({
  ...poll,
  minChoices: poll.multiple ? (poll.minChoices ?? 1) : 1,
  maxChoices: poll.multiple ? (poll.maxChoices ?? null) : null,
  changeable: poll.secrecy === 'SECRET' ? false : (poll.changeable ?? true),
  visibility: poll.secrecy === 'SECRET' ? ('AFTER_CLOSE' as const) : (poll.visibility ?? ('ALWAYS' as const)),
})

/** The name that a caller chooses for a call, so that the same one again does not do it twice. */
export const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'Use 1 to 100 visible ASCII characters, such as a UUID.')
  .nullish()

export const createPollInput = (now: Date) =>
  z
    .object({ ...draftFields(now), open: flag(false), clientId })
    .superRefine(agree)
    .transform(whole)

/** The whole draft as it is to be. */
export const pollDraftInput = (now: Date) => z.object(draftFields(now)).superRefine(agree).transform(whole)

export type CreatePollInput = z.input<ReturnType<typeof createPollInput>>
export type PollDraft = z.output<ReturnType<typeof createPollInput>>
/** What is left out stays as it is; null takes a room, a deadline or a bound away. */
export type UpdatePollInput = Partial<{
  [Field in keyof z.input<ReturnType<typeof pollDraftInput>>]:
    | z.input<ReturnType<typeof pollDraftInput>>[Field]
    | null
    | undefined
}>

interface Ballots {
  options: { id: string }[]
  multiple: boolean
  minChoices: number
  maxChoices: number | null
}

/** A ballot is taken whole or refused whole. None chosen is a ballot taken back. */
export const ballotInput = ({ options, multiple, minChoices, maxChoices }: Ballots) => {
  const most = multiple ? (maxChoices ?? options.length) : 1
  return z.object({
    optionIds: z
      .array(z.string())
      .refine((ids) => ids.every((one) => options.some((each) => each.id === one)), 'This poll has no such option.')
      .refine((ids) => new Set(ids).size === ids.length, 'Name each option once.')
      .refine((ids) => ids.length <= most, most === 1 ? 'Choose one option.' : `Choose at most ${most} options.`)
      .refine((ids) => ids.length === 0 || ids.length >= minChoices, `Choose at least ${minChoices} options.`),
  })
}

export const pollFilter = z.object({
  states: z
    .array(z.enum(['DRAFT', 'OPEN', 'PAUSED', 'CLOSED']))
    .max(4, 'Name each state once.')
    .nullish(),
  roomId: id.nullish(),
  mine: z.boolean().nullish(),
  search: searchWords.nullish(),
})

export type PollFilter = z.input<typeof pollFilter>
