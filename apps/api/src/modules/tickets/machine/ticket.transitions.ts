import type { TaskStatus, TicketStatus, Visit } from './ticket.state.ts'

/** What a ticket may become. One that may become nothing has ended for good. */
const ofTicket: Record<TicketStatus, readonly TicketStatus[]> = {
  DRAFT: ['RUNNING', 'DELETED'],
  RUNNING: ['APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'SENT_BACK', 'CANCELLED'],
  SENT_BACK: ['RUNNING', 'WITHDRAWN'],
  APPROVED: ['CONSUMED', 'REVOKED', 'LAPSED'],
  REJECTED: [],
  EXPIRED: [],
  WITHDRAWN: [],
  CANCELLED: [],
  CONSUMED: [],
  REVOKED: [],
  LAPSED: [],
  DELETED: [],
}

const decided = ['APPROVED', 'REJECTED', 'TRANSFERRED', 'SENT_BACK', 'EXPIRED', 'CLOSED'] as const

/**
 * What a task may become. Asking for advice leaves the decision where it is: DELEGATED may become what PENDING may. What is not
 * anybody's turn yet is transferred only from somebody who has left.
 */
const ofTask: Record<TaskStatus, readonly TaskStatus[]> = {
  BLOCKED: ['PENDING', 'SKIPPED', 'TRANSFERRED', 'CLOSED'],
  PENDING: [...decided, 'DELEGATED', 'WAITS_FOR_ADDED'],
  DELEGATED: [...decided, 'PENDING', 'WAITS_FOR_ADDED'],
  WAITS_FOR_ADDED: ['PENDING', 'TRANSFERRED', 'CLOSED'],
  APPROVED: [],
  REJECTED: [],
  TRANSFERRED: [],
  SENT_BACK: [],
  EXPIRED: [],
  SKIPPED: [],
  CLOSED: [],
}

export const ticketMayBecome = (from: TicketStatus, to: TicketStatus): boolean => ofTicket[from].includes(to)
export const taskMayBecome = (from: TaskStatus, to: TaskStatus): boolean => ofTask[from].includes(to)

/** Nothing changes it any more. */
export const ticketIsOver = (status: TicketStatus): boolean => ofTicket[status].length === 0
export const taskIsOver = (status: TaskStatus): boolean => ofTask[status].length === 0

/** Whoever has it may decide now. */
export const taskIsActive = (status: TaskStatus): boolean => ofTask[status].includes('APPROVED')

/** Someone still has to decide there. */
export const visitStands = ({ state }: Pick<Visit, 'state'>): boolean => state === 'OPEN' || state === 'HELD'
