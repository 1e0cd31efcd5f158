import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'

const MAX_OPTIONS = 10
const YEAR_MS = 366 * 24 * 3600_000

const option = line(100)
const sameText = (text: string) => text.normalize('NFKC').toLowerCase()

export const createPollInput = (now: Date) =>
  z.object({
    question: line(300),
    options: z
      .array(option)
      .min(2, `Give 2 to ${MAX_OPTIONS} options.`)
      .max(MAX_OPTIONS, `Give 2 to ${MAX_OPTIONS} options.`)
      .superRefine((options, context) => {
        const seen = new Set<string>()
        options.forEach((text, index) => {
          if (seen.has(sameText(text))) {
            context.addIssue({ code: 'custom', path: [index], message: 'This option is there already.' })
          }
          seen.add(sameText(text))
        })
      }),
    roomId: id.nullish(),
    multiple: z
      .boolean()
      .nullish()
      .transform((multiple) => multiple ?? false),
    changeable: z
      .boolean()
      .nullish()
      .transform((changeable) => changeable ?? true),
    visibility: z
      .enum(['ALWAYS', 'AFTER_VOTE', 'AFTER_CLOSE'])
      .nullish()
      .transform((visibility) => visibility ?? 'ALWAYS'),
    closesAt: z
      .date()
      .refine((at) => at.getTime() > now.getTime(), 'This time has passed.')
      .refine((at) => at.getTime() < now.getTime() + YEAR_MS, 'At most a year ahead.')
      .nullish(),
    open: z
      .boolean()
      .nullish()
      .transform((open) => open ?? false),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, 'Use 1 to 100 visible ASCII characters, such as a UUID.')
      .nullish(),
  })

export type CreatePollInput = z.input<ReturnType<typeof createPollInput>>
export type PollDraft = z.output<ReturnType<typeof createPollInput>>

/** A ballot is taken whole or refused whole. */
export const ballotInput = (options: { id: string }[], multiple: boolean) =>
  z.object({
    optionIds: z
      .array(z.string())
      .refine((ids) => ids.every((one) => options.some(({ id }) => id === one)), 'This poll has no such option.')
      .refine((ids) => new Set(ids).size === ids.length, 'Name each option once.')
      .refine((ids) => multiple || ids.length <= 1, 'Choose one option.'),
  })
