import type { ReleaseStatus, StepStatus } from './types.ts'

/** From which state a step may go where. A state that leads nowhere is final. */
export const STEP_TRANSITIONS: Readonly<Record<StepStatus, readonly StepStatus[]>> = {
  PENDING: ['BLOCKED', 'RUNNING', 'SKIPPED', 'CANCELLED', 'FAILED'],
  BLOCKED: ['PENDING', 'RUNNING', 'SKIPPED', 'CANCELLED', 'FAILED'],
  // Back to BLOCKED: it failed, and people decide; or its worker died, and it has to wait for its turn again.
  RUNNING: ['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED', 'UNKNOWN', 'BLOCKED'],
  // Found out by asking the server; stays when the server cannot be asked.
  UNKNOWN: ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'BLOCKED'],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
  SKIPPED: [],
}

/** From which state a release may go where. */
export const RELEASE_TRANSITIONS: Readonly<Record<ReleaseStatus, readonly ReleaseStatus[]>> = {
  WAITING_APPROVAL: ['QUEUED', 'SCHEDULED', 'CANCELLED'],
  SCHEDULED: ['QUEUED', 'CANCELLED'],
  // Back to waiting: what would run now is not what was approved.
  QUEUED: ['RUNNING', 'WAITING_APPROVAL', 'FAILED', 'CANCELLED'],
  // A release of which everything had succeeded when the wish to cancel arrived has succeeded.
  RUNNING: ['CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  CANCELLING: ['CANCELLED', 'FAILED', 'SUCCEEDED'],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
}

export const stepMayBecome = (from: StepStatus, to: StepStatus): boolean => STEP_TRANSITIONS[from].includes(to)

export const releaseMayBecome = (from: ReleaseStatus, to: ReleaseStatus): boolean =>
  RELEASE_TRANSITIONS[from].includes(to)

/** Final: nothing follows. UNKNOWN is not, but a finished release may hold steps that stayed UNKNOWN. */
export const stepIsFinal = (status: StepStatus): boolean => STEP_TRANSITIONS[status].length === 0

export const releaseIsFinal = (status: ReleaseStatus): boolean => RELEASE_TRANSITIONS[status].length === 0

/** A release that holds its environment: at most one per environment. */
export const releaseHoldsEnvironment = (status: ReleaseStatus): boolean =>
  status === 'RUNNING' || status === 'CANCELLING'
