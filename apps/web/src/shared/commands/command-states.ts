import type { EnumOf } from '../../graphql/tada.ts'
import type { StepStatus } from '../theme/states.ts'

export type RunState = EnumOf<'CommandRunState'>
export type TargetState = EnumOf<'CommandTargetState'>

/** A run borrows the look of the step state that says the same. */
export const runLook: Record<RunState, StepStatus> = {
  QUEUED: 'PENDING',
  RUNNING: 'RUNNING',
  CANCELLING: 'UNKNOWN',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
}

export const targetLook: Record<TargetState, StepStatus> = {
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TIMED_OUT: 'FAILED',
  UNREACHABLE: 'FAILED',
  CANCELLED: 'CANCELLED',
  SKIPPED: 'SKIPPED',
  UNKNOWN: 'UNKNOWN',
}

export const runIsOver = (state: RunState) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state)
/** What people look at first. */
export const wentWrong = (state: TargetState) => ['FAILED', 'TIMED_OUT', 'UNREACHABLE', 'UNKNOWN'].includes(state)
