import type { StepStatus } from '../theme/states.ts'
import type { IconName } from './icons.ts'

/** Each state has a sign of its own, so that colour never stands alone. */
export const stateIcons: Record<StepStatus, IconName> = {
  PENDING: 'dot',
  BLOCKED: 'pause',
  RUNNING: 'play',
  SUCCEEDED: 'check',
  FAILED: 'cross',
  CANCELLED: 'ban',
  SKIPPED: 'skip',
  UNKNOWN: 'question',
}
