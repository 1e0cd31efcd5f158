import { z } from 'zod'
import { parseRevision } from '../../../engine/revision.ts'
import { type RolloutInput, rolloutSetting } from '../../environments/rollout.setting.ts'
import { block, id, line } from '../../kernel/fields.ts'

const YEAR_MS = 366 * 24 * 3600 * 1000
/** A caller's clock that is a little behind must not turn "now" into an error. */
const PAST_TOLERANCE_MS = 60_000

/** A branch, a tag or a commit. */
export const revision = z.string().transform((text, context) => {
  const parsed = parseRevision(text)
  if ('revision' in parsed) return parsed.revision.text
  context.addIssue({ code: 'custom', message: parsed.problem })
  return z.NEVER
})

/** When something is to begin. */
export const begin = (now: Date) =>
  z
    .date()
    .refine((at) => at.getTime() > now.getTime() - PAST_TOLERANCE_MS, 'This time has passed. Leave it out to ship now.')
    .refine((at) => at.getTime() < now.getTime() + YEAR_MS, 'At most a year ahead.')

/** `what`: how it is named what goes there. */
const shipping = <What extends z.ZodRawShape>(now: Date, what: What) =>
  z.object({
    environmentId: id,
    ...what,
    scheduledAt: begin(now).nullish(),
    note: block(2000).nullish(),
    failIfHeld: z.boolean().nullish(),
    clientId: line(200).nullish(),
    rollout: rolloutSetting.nullish(),
  })

export const createReleaseInput = (now: Date) => shipping(now, { revision })
/** What is the same however it is named what goes there. */
export type ParsedShipping = Omit<z.output<ReturnType<typeof createReleaseInput>>, 'revision'>
export const promoteBuildInput = (now: Date) => shipping(now, { buildId: id })

export interface CreateReleaseInput extends ShippingInput {
  revision: string
}

export interface PromoteBuildInput extends ShippingInput {
  buildId: string
}

interface ShippingInput {
  environmentId: string
  scheduledAt?: Date | null
  note?: string | null
  /** Refuses with FROZEN instead of waiting for a freeze or a window. */
  failIfHeld?: boolean | null
  /** Chosen by the caller: the same one again answers the release that the first call made. */
  clientId?: string | null
  /** Instead of the environment's, for this release alone. */
  rollout?: RolloutInput | null
}

export const approvalInput = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'Pass approval.digest of what you looked at.'),
  comment: line(1000).nullish(),
})
export const rejectionInput = z.object({ reason: line(1000) })

/** A page of a stored stream. */
export const pageInput = z.object({
  after: z.int().min(0, 'Pass the last seq that you have; 0 = from the beginning.'),
  limit: z.int().min(1, 'Ask for at least one.').max(1000, 'Ask for at most 1000 at a time.').nullish(),
  stepKey: line(200).nullish(),
})

/** Where a subscription starts. */
export const followInput = pageInput.pick({ stepKey: true }).extend({
  after: z.int().min(0, 'Pass the last seq that you have; 0 = from the beginning.').nullish(),
})

/** A reason is needed to mark a release, and none to take the mark off. */
export const markInput = z.discriminatedUnion('bad', [
  z.object({ bad: z.literal(true), reason: line(300).nullish().pipe(z.string('Say why, for the others.')) }),
  z.object({
    bad: z.literal(false),
    reason: z
      .unknown()
      .optional()
      .transform(() => null),
  }),
])
