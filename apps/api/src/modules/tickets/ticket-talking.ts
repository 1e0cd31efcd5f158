import { forbidden, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TicketCalls } from './ticket-calls.ts'
import { attachFiles } from './ticket-form.ts'
import { innerOf } from './ticket-rows.ts'
import { type AssignInput, assignInput, type CommentInput, commentInput, copyInput } from './tickets.input.ts'
import { guardTickets, mayAssign } from './tickets.policy.ts'

/** What is done around a ticket without deciding it. */
export const createTicketTalking = (calls: TicketCalls) => ({
  /** Changes nothing but the history. @throws CallerError BAD_USER_INPUT, NOT_FOUND, CONFLICT */
  async commentOnTicket(viewer: Viewer, input: CommentInput): Promise<{ ticketId: string }> {
    guardTickets(viewer, 'commentOnTicket')
    const { ticketId, text, attachmentIds, clientId } = parseInput(commentInput, input, 'input')
    const { userId } = viewer
    await calls.call(viewer, {
      // As it was asked before there were files: the same call is still known.
      ...{ ticketId, clientId },
      asked: { verb: 'commentOnTicket', ticketId, text, ...(attachmentIds.length > 0 && { attachmentIds }) },
      async command({ db }) {
        await attachFiles(db, attachmentIds, { userId, id: ticketId })
        return { kind: 'COMMENT', userId, text, attachmentIds }
      },
    })
    return { ticketId }
  },

  /** @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT, RATE_LIMITED with `retryAt` */
  async urgeTicket(viewer: Viewer, ticketId: string): Promise<void> {
    guardTickets(viewer, 'urgeTicket')
    await calls.call(viewer, {
      ...{ ticketId, asked: null },
      command: () => ({ kind: 'URGE', userId: viewer.userId }),
    })
  },

  /** @throws CallerError NOT_FOUND, BAD_USER_INPUT, CONFLICT */
  async copyTicket(viewer: Viewer, ticketId: string, rawUserIds: string[]): Promise<void> {
    guardTickets(viewer, 'copyTicket')
    const { userIds } = parseInput(copyInput, { userIds: rawUserIds })
    await calls.call(viewer, {
      ...{ ticketId, asked: null },
      command: () => ({ kind: 'COPY', userId: viewer.userId, userIds }),
    })
  },

  /** For whoever owns the flow, and admins. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT */
  async assignTask(viewer: Viewer, input: AssignInput): Promise<{ ticketId: string }> {
    guardTickets(viewer, 'assignTask')
    const { ticketId, visitId: outer, userIds, clientId } = parseInput(assignInput, input, 'input')
    const place = innerOf(outer)
    await calls.call(viewer, {
      ...{ ticketId, clientId, asked: { verb: 'assignTask', ticketId, visitId: outer, userIds } },
      command(_tx, ticket) {
        if (!mayAssign(viewer, ticket.flowVersion.flow.ownerId)) throw forbidden('name people here', 'ADMIN')
        if (place?.ticketId !== ticketId) throw notFound('visit')
        return { kind: 'ASSIGN', userId: viewer.userId, visitId: place.innerId, userIds }
      },
    })
    return { ticketId }
  },
})
