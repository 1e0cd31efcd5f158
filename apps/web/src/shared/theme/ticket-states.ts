import type { EnumOf } from '../../graphql/tada.ts'
import type { StepStatus } from './states.ts'

export type TicketStatus = EnumOf<'TicketStatus'>

/** A ticket borrows the look of the step state that says the same. */
export const ticketState: Record<TicketStatus, StepStatus> = {
  DRAFT: 'PENDING',
  RUNNING: 'RUNNING',
  SENT_BACK: 'UNKNOWN',
  APPROVED: 'SUCCEEDED',
  REJECTED: 'FAILED',
  EXPIRED: 'FAILED',
  WITHDRAWN: 'CANCELLED',
  CANCELLED: 'CANCELLED',
  CONSUMED: 'SUCCEEDED',
  REVOKED: 'CANCELLED',
  LAPSED: 'SKIPPED',
  DELETED: 'SKIPPED',
}
