import { endTicket } from '../course/ending.ts'
import type { TicketCommand } from '../ticket.commands.ts'
import { record, type Verb } from '../ticket.run.ts'
import type { TicketState } from '../ticket.state.ts'
import { ticketMayBecome } from '../ticket.transitions.ts'
import { isBlank, notOfStatus } from './refusals.ts'

type Of<K extends TicketCommand['kind']> = Extract<TicketCommand, { kind: K }>

export const withdraw: Verb<Of<'WITHDRAW'>> = (run, { userId, reason }) => {
  if (userId !== run.state.initiatorId) return { reason: 'NOT_YOURS' }
  if (!ticketMayBecome(run.state.status, 'WITHDRAWN')) return notOfStatus(run.state)
  endTicket(run, 'WITHDRAWN', reason, 'WITHDRAWN')
  return null
}

export const cancel: Verb<Of<'CANCEL'>> = (run, { reason }) => {
  if (isBlank(reason)) return { reason: 'REASON_NEEDED' }
  if (!ticketMayBecome(run.state.status, 'CANCELLED')) return notOfStatus(run.state)
  endTicket(run, 'CANCELLED', reason, 'CANCELLED')
  return null
}

/** What was approved begins; a second time it does not. */
export const consume: Verb<Of<'CONSUME'>> = (run, { by }) => {
  if (!ticketMayBecome(run.state.status, 'CONSUMED')) return notOfStatus(run.state)
  record(run, { kind: 'CONSUMED', by })
  return null
}

export const revoke: Verb<Of<'REVOKE'>> = (run, { userId, reason }) => {
  if (userId !== run.state.initiatorId && !hasApproved(run.state, userId)) return { reason: 'NOT_YOURS' }
  if (isBlank(reason)) return { reason: 'REASON_NEEDED' }
  if (!ticketMayBecome(run.state.status, 'REVOKED')) return notOfStatus(run.state)
  endTicket(run, 'REVOKED', reason)
  return null
}

export const lapse: Verb<Of<'LAPSE'>> = (run) => {
  if (!ticketMayBecome(run.state.status, 'LAPSED')) return notOfStatus(run.state)
  endTicket(run, 'LAPSED', '')
  return null
}

/** Of a draft: nobody has seen it. */
export const remove: Verb<Of<'DELETE'>> = (run, { userId }) => {
  if (userId !== run.state.initiatorId) return { reason: 'NOT_YOURS' }
  if (!ticketMayBecome(run.state.status, 'DELETED')) return notOfStatus(run.state)
  endTicket(run, 'DELETED', '')
  return null
}

/** Advice is no approval, and what was approved in an earlier round is void. */
const hasApproved = ({ tasks, round }: TicketState, userId: string): boolean =>
  tasks.some((task) => {
    const mine = task.userId === userId && task.round === round
    return mine && task.status === 'APPROVED' && task.part !== 'ADVISES'
  })
