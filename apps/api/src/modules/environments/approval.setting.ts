import { z } from 'zod'
import type { Prisma } from '../../platform/database/database.ts'
import { id } from '../kernel/fields.ts'

/** Who must approve releases of an environment before they may begin. */
export interface ApprovalRule {
  /** The flow whose tickets decide instead of what stands below; left out by rules of before: none. */
  flowId?: string | null
  /** How many people. */
  required: number
  /** Exactly these may; none: everybody with the role. */
  approverIds: string[]
  approverRole: 'DEVELOPER' | 'OPERATOR' | 'ADMIN'
  /** Whoever asked for the release may approve it too. */
  selfApproval: boolean
  /** Whoever wrote the commit may approve it; left out by rules of before: no. */
  authorApproval: boolean
  /** Whoever committed it may approve it. */
  committerApproval: boolean
  /** How long a release waits before it is cancelled. */
  expiresMinutes: number
  /** Rollbacks need no approval: going back is what one does in an emergency. */
  rollBackExempt: boolean
}

const MONTH_MINUTES = 30 * 24 * 60

/** Null: nobody must approve. */
export const approvalSetting = z
  .object({
    flowId: id.nullish().transform((flowId) => flowId ?? null),
    required: z.int('Write a whole number.').min(1, 'At least one.').max(5, 'At most five.'),
    approverIds: z
      .array(id)
      .max(50, 'Name at most 50 people.')
      .nullish()
      .transform((ids) => [...new Set(ids ?? [])]),
    approverRole: z
      .enum(['DEVELOPER', 'OPERATOR', 'ADMIN'])
      .nullish()
      .transform((role) => role ?? 'OPERATOR'),
    selfApproval: z
      .boolean()
      .nullish()
      .transform((allowed) => allowed ?? false),
    authorApproval: z
      .boolean()
      .nullish()
      .transform((allowed) => allowed ?? false),
    committerApproval: z
      .boolean()
      .nullish()
      .transform((allowed) => allowed ?? false),
    expiresMinutes: z
      .int('Write a whole number.')
      .min(5, 'At least 5 minutes.')
      .max(MONTH_MINUTES, 'At most 30 days.')
      .nullish()
      .transform((minutes) => minutes ?? 24 * 60),
    rollBackExempt: z
      .boolean()
      .nullish()
      .transform((exempt) => exempt ?? false),
  })
  .superRefine(({ approverIds, required, flowId }, context) => {
    if (flowId || approverIds.length === 0 || approverIds.length >= required) return
    context.addIssue({
      code: 'custom',
      path: ['approverIds'],
      message: 'Name at least as many people as must approve.',
    })
  })
  .nullish()

export const approvalRuleOf = (stored: Prisma.JsonValue | null) => stored as unknown as ApprovalRule | null
