import type { ApprovalRule } from '../environments/approval.setting.ts'
import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Role } from '../kernel/viewer.ts'
import { isAuthor, isCommitter, type Somebody, type Work } from './own-work.ts'

/** Who may decide is said by each environment, which may name anybody: here only that one must be signed in. */
export const approvalRights = {
  myApprovals: { needs: 'VIEWER', doWhat: 'see what waits for you' },
  approveRelease: { needs: 'VIEWER', doWhat: 'approve releases' },
  rejectRelease: { needs: 'VIEWER', doWhat: 'reject releases' },
  withdrawApproval: { needs: 'VIEWER', doWhat: 'withdraw approvals' },
} satisfies Rights

export const guardApprovals = guardOf(approvalRights)

/** A person as the rule must know them. */
export interface Decider extends Somebody {
  role: Role
  disabledAt: Date | null
}

/** The rule for a release; null: nobody must approve it. */
export const ruleFor = (rule: ApprovalRule | null, kind: 'SHIP' | 'ROLLBACK'): ApprovalRule | null =>
  rule && kind === 'ROLLBACK' && rule.rollBackExempt ? null : rule

/** Judged when somebody decides, and again when the release begins. */
export function mayDecide(rule: ApprovalRule, { id, role, disabledAt }: Decider): boolean {
  // Where a flow decides, its ticket's tasks say who.
  if (disabledAt !== null || rule.flowId) return false
  return rule.approverIds.length > 0 ? rule.approverIds.includes(id) : hasRole({ role }, rule.approverRole)
}

/** Rejecting one's own is cancelling it; approving it, or what one wrote oneself, is another thing. */
export const mayApprove = (rule: ApprovalRule, decider: Decider, work: Work): boolean =>
  mayDecide(rule, decider) &&
  (rule.selfApproval || decider.id !== work.createdById) &&
  (rule.authorApproval || !isAuthor(decider, work)) &&
  (rule.committerApproval || !isCommitter(decider, work))
