import type { FormValues } from '../flows/form.definition.ts'
import type { TicketChange } from './machine/ticket.changes.ts'
import type { TicketStatus } from './machine/ticket.state.ts'

/** The stream of a ticket's history: one event per change, of which the kind is the change's. */
export const ticketStream = (ticketId: string) => `ticket:${ticketId}`

/** A line of the history, without its hash: everything that the hash is made of. */
export interface TicketLine {
  change: TicketChange
  /** Where the ticket stood after it. */
  status: TicketStatus
  round: number
  /** Where on the drawing it happened; null: to the ticket as a whole. */
  nodeId: string | null
  /** Of TASK_CHANGED: whose task it is. */
  taskUserId?: string
  /** In a sentence of English, with the names of that day. */
  message: string
  /** What was asked for in the round that begins with this line: only of OPENED and SUBMITTED. */
  asked?: { title: string; form: FormValues }
}

export interface TicketPayload extends TicketLine {
  /** SHA-256, in hex, of the hash before (of the first one: of what the ticket is) and this line: see ticket-chain.ts. */
  hash: string
}

/** Whom a line concerns. */
export function peopleOfChange(payload: TicketPayload | null): string[] {
  if (!payload) return []
  const { change } = payload
  if (change.kind === 'TASK_CHANGED') return payload.taskUserId === undefined ? [] : [payload.taskUserId]
  if ('userIds' in change) return change.userIds
  if ('tasks' in change) return [...new Set(change.tasks.map(({ userId }) => userId))]
  return []
}

/** The files that somebody attached to a comment. */
export const filesOfChange = (payload: TicketPayload | null): string[] =>
  payload?.change.kind === 'COMMENTED' ? payload.change.attachmentIds : []

/** What somebody wrote with a change; null: nothing. */
export function textOfChange(payload: TicketPayload | null): string | null {
  if (!payload) return null
  const { change } = payload
  if ('text' in change) return change.text || null
  if ('comment' in change) return change.comment || null
  if ('reason' in change) return change.reason || null
  return 'message' in change ? change.message || null : null
}
