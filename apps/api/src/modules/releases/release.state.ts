import { releaseHoldsEnvironment, releaseIsFinal, releaseMayBecome } from '../../engine/release-states.ts'
import type { ReleaseStatus, StepStatus } from '../../engine/types.ts'

/** Not begun: a cancel takes effect at once. */
export const waitingStatuses = ['QUEUED', 'SCHEDULED', 'WAITING_APPROVAL'] as const satisfies ReleaseStatus[]
/** Owned by a worker; at most one release of an environment is in these. */
export const activeStatuses = ['RUNNING', 'CANCELLING'] as const satisfies ReleaseStatus[]

/** What a wish to cancel makes of a release: its next status, or null when nothing is left to cancel. */
export function afterCancelRequest(status: ReleaseStatus): ReleaseStatus | null {
  if (status === 'CANCELLING' || status === 'CANCELLED') return status
  if (releaseHoldsEnvironment(status)) return 'CANCELLING'
  return releaseMayBecome(status, 'CANCELLED') ? 'CANCELLED' : null
}

/** A server that a retry ships to again: it did not end well there, or never began. Who was left out stays out. */
export const needsRetry = (target: StepStatus) => target !== 'SUCCEEDED' && target !== 'SKIPPED'

export const mayRetry = (release: { status: ReleaseStatus; hasFailedServers: boolean }) =>
  releaseIsFinal(release.status) && release.status !== 'SUCCEEDED' && release.hasFailedServers
