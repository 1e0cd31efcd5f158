import type { Environment } from './operations.ts'

/** Who must approve, as it is typed. */
export interface ApprovalDraft {
  on: boolean
  /** The flow that decides; empty: the people do. */
  flowId: string
  required: string
  approverIds: string[]
  approverRole: 'DEVELOPER' | 'OPERATOR' | 'ADMIN'
  selfApproval: boolean
  authorApproval: boolean
  committerApproval: boolean
  expiresHours: string
  rollBackExempt: boolean
}

export function toApprovalDraft(rule: Environment['approval'] | undefined): ApprovalDraft {
  return {
    on: Boolean(rule),
    flowId: rule?.flow?.id ?? '',
    required: String(rule?.required ?? 1),
    approverIds: rule?.approvers.map(({ id }) => id) ?? [],
    approverRole: rule?.approverRole ?? 'OPERATOR',
    selfApproval: rule?.selfApproval ?? false,
    authorApproval: rule?.authorApproval ?? false,
    committerApproval: rule?.committerApproval ?? false,
    expiresHours: String((rule?.expiresMinutes ?? 1440) / 60),
    rollBackExempt: rule?.rollBackExempt ?? false,
  }
}

export function toApprovalInput({ on, flowId, required, expiresHours, ...rule }: ApprovalDraft) {
  if (!on) return null
  return {
    ...rule,
    flowId: flowId || null,
    required: Math.trunc(Number(required)) || 0,
    expiresMinutes: Math.round((Number(expiresHours) || 0) * 60),
  }
}
