import type { StepStatus } from '../../shared/theme/states.ts'
import type { Task, TicketStatus } from './operations.ts'

/** A task borrows the look of the step state that says the same. */
export const taskState: Record<Task['status'], StepStatus> = {
  BLOCKED: 'PENDING',
  PENDING: 'RUNNING',
  WAITS_FOR_ADDED: 'BLOCKED',
  APPROVED: 'SUCCEEDED',
  REJECTED: 'FAILED',
  TRANSFERRED: 'SKIPPED',
  DELEGATED: 'BLOCKED',
  SENT_BACK: 'UNKNOWN',
  EXPIRED: 'FAILED',
  SKIPPED: 'SKIPPED',
  CLOSED: 'SKIPPED',
}

/** Statuses in the order in which the filter offers them. */
export const filterStatuses = [
  'DRAFT',
  'RUNNING',
  'SENT_BACK',
  'APPROVED',
  'REJECTED',
  'EXPIRED',
  'WITHDRAWN',
  'CANCELLED',
  'CONSUMED',
  'REVOKED',
  'LAPSED',
] as const satisfies readonly TicketStatus[]

/** Something may still happen to it. */
export const isOpen = (status: TicketStatus) => status === 'DRAFT' || status === 'RUNNING' || status === 'SENT_BACK'
