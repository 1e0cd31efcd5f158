import type { LogTransaction } from '../../streams/event-log.ts'
import { tellOfTicket } from './ticket-news.ts'
import type { TicketRow } from './ticket-rows.ts'
import { carryOut } from './ticket-writing.ts'

/**
 * What was approved begins, in the transaction in which it does: once. The ticket is locked. `by` names what began, such as
 * `release:<id>`.
 * @throws CallerError CONFLICT when it is not approved, or was used before
 */
export async function consumeTicket(tx: LogTransaction, ticket: TicketRow, userId: string, by: string): Promise<void> {
  const written = await carryOut(tx, ticket, { kind: 'CONSUME', userId, by })
  await tellOfTicket(tx, null, written)
}
