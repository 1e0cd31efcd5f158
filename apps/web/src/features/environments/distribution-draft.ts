import type { Environment } from './operations.ts'

/** How builds travel to many servers, as it is typed. */
export interface DistributionDraft {
  peerToPeer: string
  portRange: string
  uploadLimitKb: string
  encryption: boolean
}

export const distributionWays = ['AUTO', 'ALWAYS', 'NEVER'] as const

export const toDistributionDraft = (stored: Environment['distribution'] | null): DistributionDraft => ({
  peerToPeer: stored?.peerToPeer ?? 'AUTO',
  portRange: stored?.portRange ?? '6881-6999',
  uploadLimitKb: String(stored?.uploadLimitKb ?? 0),
  encryption: stored?.encryption ?? false,
})

/** What is empty is as by default. */
export const toDistributionInput = (draft: DistributionDraft) => ({
  peerToPeer: draft.peerToPeer as (typeof distributionWays)[number],
  portRange: draft.portRange.trim() || null,
  uploadLimitKb: Math.trunc(Number(draft.uploadLimitKb)) || 0,
  encryption: draft.encryption,
})
