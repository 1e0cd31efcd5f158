import type { TaskStatus, TicketStatus, Visit } from '../ticket.state.ts'

// The tables of the design, written down once more.

export const ticketTable: Partial<Record<TicketStatus, TicketStatus[]>> = {
  DRAFT: ['RUNNING', 'DELETED'],
  RUNNING: ['APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'SENT_BACK', 'CANCELLED'],
  SENT_BACK: ['RUNNING', 'WITHDRAWN'],
  APPROVED: ['CONSUMED', 'REVOKED', 'LAPSED'],
}

const pending: TaskStatus[] = ['APPROVED', 'REJECTED', 'TRANSFERRED', 'SENT_BACK', 'EXPIRED', 'CLOSED']
export const taskTable: Partial<Record<TaskStatus, TaskStatus[]>> = {
  BLOCKED: ['PENDING', 'SKIPPED', 'TRANSFERRED', 'CLOSED'],
  PENDING: [...pending, 'DELEGATED', 'WAITS_FOR_ADDED'],
  DELEGATED: [...pending, 'PENDING', 'WAITS_FOR_ADDED'],
  WAITS_FOR_ADDED: ['PENDING', 'TRANSFERRED', 'CLOSED'],
}

/** PASSED → CLOSED: it was sent back to before it. HELD → PASSED: somebody who had left came back and decided. */
export const visitTable: Partial<Record<Visit['state'], Visit['state'][]>> = {
  OPEN: ['PASSED', 'FAILED', 'CLOSED', 'HELD'],
  HELD: ['OPEN', 'PASSED', 'FAILED', 'CLOSED'],
  PASSED: ['CLOSED'],
}
