import type { StoredEvent } from '../../streams/event-log.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type TicketPayload, ticketStream } from './ticket.events.ts'
import type { TicketReading } from './ticket-reading.ts'
import { followInput } from './tickets.input.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

/** A quiet stream tells its head this often; the contract promises 25 s. */
const HEARTBEAT_MS = 20_000

/** A heartbeat's payload is null. */
export type TicketNews = StoredEvent<TicketPayload | null>

/** The history of a ticket, live. */
export function createTicketFollowing({ database, cursors, isInForce }: TicketPorts, { maySee }: TicketReading) {
  return {
    /** Ends when the viewer's session, rights or part in the ticket do. @throws CallerError NOT_FOUND, BAD_USER_INPUT */
    async followTicket(
      viewer: Viewer,
      ticketId: string,
      { signal, ...wish }: { after?: number | null; signal: AbortSignal },
    ): Promise<AsyncIterable<TicketNews>> {
      guardTickets(viewer, 'ticket')
      const { after } = parseInput(followInput, wish)
      if (!isId(ticketId) || !(await maySee(viewer, ticketId))) throw notFound('ticket')
      return cursors.follow(ticketStream(ticketId), {
        after: after ?? null,
        signal,
        heartbeatMs: HEARTBEAT_MS,
        // Whoever sees a ticket sees all of it.
        scope: 'everybody',
        access: {
          userId: viewer.userId,
          topic: ticketStream(ticketId),
          stillAllowed: async () => (await isInForce(viewer)) && (await maySee(viewer, ticketId)),
        },
      }) as AsyncIterable<TicketNews>
    },

    /** For heartbeats, which come from the stream alone. */
    async standingOf(streamId: string) {
      const id = streamId.slice(ticketStream('').length)
      return database.prisma.ticket.findUniqueOrThrow({ where: { id }, select: { status: true, round: true } })
    },
  }
}
