import type { Prisma } from '../../platform/database/database.ts'
import { type ApprovalRule, approvalRuleOf } from '../environments/approval.setting.ts'
import { ruleFor } from './approval.policy.ts'

/** What whoever asks for a release by a ticket has written there. */
export interface TicketWish {
  flowId: string
  title: string
  form: Record<string, unknown>
  copyTo: string[]
}

export const wishOf = (stored: unknown) => (stored ?? null) as TicketWish | null

const MONTH_MINUTES = 30 * 24 * 60

const decidedBy = ({ flowId }: TicketWish): ApprovalRule => ({
  ...{ flowId, required: 1, approverIds: [], approverRole: 'OPERATOR', expiresMinutes: MONTH_MINUTES },
  ...{ selfApproval: false, authorApproval: false, committerApproval: false, rollBackExempt: false },
})

/** Who must approve a release: whom its environment says, else the flow by which it was asked for; null: nobody. */
export function ruleOf(
  { kind, ticketWish }: { kind: 'SHIP' | 'ROLLBACK'; ticketWish: unknown },
  approval: Prisma.JsonValue | null,
): ApprovalRule | null {
  const wish = wishOf(ticketWish)
  return ruleFor(approvalRuleOf(approval), kind) ?? (wish && decidedBy(wish))
}
