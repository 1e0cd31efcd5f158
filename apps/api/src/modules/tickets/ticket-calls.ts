import type { LogTransaction } from '../../streams/event-log.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { createTurns } from '../kernel/turns.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TicketCommand } from './machine/ticket.commands.ts'
import { answeredBefore, keepAnswer, type NamedCall } from './ticket-answers.ts'
import { tellOfTicket } from './ticket-news.ts'
import { lockTicket, requireSeen, type TicketRow } from './ticket-rows.ts'
import { carryOut } from './ticket-writing.ts'
import type { TicketPorts } from './tickets.ports.ts'

export interface TicketCall {
  ticketId: string
  clientId?: string | null
  /** Everything that was asked. */
  asked: unknown
  /** What is asked of the machine, once the ticket is locked; may refuse by throwing, and may change the row before. */
  command(tx: LogTransaction, ticket: TicketRow): TicketCommand | Promise<TicketCommand>
}

/** One works behind the ticket's lock and one waits in front of it: a crowd must not take every connection to wait there. */
const AT_ONE_TICKET = 2

/** How people change tickets: each call takes the ticket's lock, is judged, and is written whole. */
export function createTicketCalls({ log, bus }: Pick<TicketPorts, 'log' | 'bus'>) {
  const inTurn = createTurns(AT_ONE_TICKET)

  /** For services that work in a transaction of their own: the ticket must be locked. */
  async function apply(tx: LogTransaction, viewer: Viewer | null, ticket: TicketRow, command: TicketCommand) {
    const written = await carryOut(tx, ticket, command)
    await tellOfTicket(tx, viewer, written)
    if (written.concerned.length > 0) {
      tx.afterCommit(() => bus.publish('tasks', { userIds: written.concerned }))
    }
    return written
  }

  async function attempt(viewer: Viewer, { ticketId, command, ...call }: TicketCall): Promise<void> {
    const named: NamedCall = { userId: viewer.userId, clientId: call.clientId, asked: call.asked }
    const work = async (tx: LogTransaction) => {
      const ticket = await lockTicket(tx.db, ticketId)
      await requireSeen(tx.db, viewer, ticketId)
      if ((await answeredBefore(tx.db, named)) !== null) return
      const { seq } = await apply(tx, viewer, ticket, await command(tx, ticket))
      await keepAnswer(tx.db, named, ticketId, seq)
    }
    await inTurn(() => log.transaction(work), ticketId)
  }

  return {
    apply,
    /**
     * The same call again, under the same clientId, changes nothing.
     * @throws CallerError NOT_FOUND, CONFLICT, and what the machine refuses with
     */
    async call(viewer: Viewer, call: TicketCall): Promise<void> {
      try {
        await attempt(viewer, call)
      } catch (error) {
        // The same clientId came twice at once, for two tickets: now it is seen what it was used for.
        if (!isTaken(error)) throw error
        await attempt(viewer, call)
      }
    },
  }
}

export type TicketCalls = ReturnType<typeof createTicketCalls>
