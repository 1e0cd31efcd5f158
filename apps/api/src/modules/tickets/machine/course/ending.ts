import { type Run, record } from '../ticket.run.ts'
import type { CloseCause, TicketStatus } from '../ticket.state.ts'
import { closeVisits } from './closing.ts'

/** Ends the ticket: nobody is asked for anything any more. */
export function endTicket(
  run: Run,
  status: TicketStatus,
  reason: string,
  cause: CloseCause['kind'] = 'TICKET_ENDED',
): void {
  closeVisits(run, 'TICKET_ENDED', cause)
  record(run, { kind: 'ENDED', status, reason })
}
