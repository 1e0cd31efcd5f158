import type { StepStatus } from '../../shared/theme/states.ts'
import type { Train } from './operations.ts'

export type TrainStatus = Train['status']

/** A train borrows the look of the step state that says the same. */
export const trainState: Record<TrainStatus, StepStatus> = {
  PREPARING: 'PENDING',
  WAITING_APPROVAL: 'BLOCKED',
  SCHEDULED: 'BLOCKED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  ROLLED_BACK: 'SKIPPED',
}

/** Something may change by itself, and nothing in the activity tells when a car begins. */
export const moves = (status: TrainStatus) => status === 'RUNNING' || status === 'PREPARING'
