import type { StepStatus } from '../theme/states.ts'
import type { MonitoringState } from './metric-operations.ts'

/** A server borrows the look of the step state that says the same. */
export const monitoringLook: Record<MonitoringState, StepStatus> = {
  PENDING: 'PENDING',
  UP: 'SUCCEEDED',
  STALE: 'UNKNOWN',
  DOWN: 'FAILED',
  PAUSED: 'BLOCKED',
}
