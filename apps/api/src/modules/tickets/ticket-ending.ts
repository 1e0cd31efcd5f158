import type { LogTransaction } from '../../streams/event-log.ts'
import { CallerError } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { SubjectChange } from './machine/ticket.commands.ts'
import type { TicketCalls } from './ticket-calls.ts'
import { askedDigest } from './ticket-chain.ts'
import type { TicketSubject } from './ticket-opening.ts'
import { lockTicket } from './ticket-rows.ts'
import { neededReasonInput, reasonInput } from './tickets.input.ts'
import { guardTickets } from './tickets.policy.ts'

/** How tickets end otherwise than by the flow, and what becomes of an approval. */
export const createTicketEnding = (calls: TicketCalls) => ({
  /** By whoever opened it. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT, BAD_USER_INPUT */
  async withdrawTicket(viewer: Viewer, ticketId: string, rawReason?: string | null): Promise<void> {
    guardTickets(viewer, 'withdrawTicket')
    const { reason } = parseInput(reasonInput, { reason: rawReason })
    await calls.call(viewer, {
      ...{ ticketId, asked: null },
      command(_tx, { initiatorId }) {
        if (initiatorId !== viewer.userId) throw new CallerError('FORBIDDEN', 'Only whoever opened it may withdraw it.')
        return { kind: 'WITHDRAW', userId: viewer.userId, reason }
      },
    })
  },

  /** By an admin, with a reason that everybody reads. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT, BAD_USER_INPUT */
  async cancelTicket(viewer: Viewer, ticketId: string, rawReason: string): Promise<void> {
    guardTickets(viewer, 'cancelTicket')
    const { reason } = parseInput(neededReasonInput, { reason: rawReason })
    await calls.call(viewer, {
      ...{ ticketId, asked: null },
      command: () => ({ kind: 'CANCEL', userId: viewer.userId, reason }),
    })
  },

  /** By whoever opened or approved it, before what was approved begins. @throws CallerError as cancelTicket */
  async revokeTicket(viewer: Viewer, ticketId: string, rawReason: string): Promise<void> {
    guardTickets(viewer, 'revokeTicket')
    const { reason } = parseInput(neededReasonInput, { reason: rawReason })
    await calls.call(viewer, {
      ...{ ticketId, asked: null },
      command: () => ({ kind: 'REVOKE', userId: viewer.userId, reason }),
    })
  },

  /** What is to be approved has changed: decisions are void and the next round begins. @throws CallerError NOT_FOUND, CONFLICT */
  async startOver(
    tx: LogTransaction,
    ticketId: string,
    subject: TicketSubject,
    changes: SubjectChange[],
  ): Promise<void> {
    const ticket = await lockTicket(tx.db, ticketId)
    const stored = JSON.parse(JSON.stringify(subject))
    await tx.db.ticket.update({ where: { id: ticketId }, data: { subject: stored } })
    const changed = { ...ticket, subject: stored }
    const digest = askedDigest(ticket.title, ticket.form, subject)
    await calls.apply(tx, null, changed, { kind: 'START_OVER', digest, changes })
  },
})
