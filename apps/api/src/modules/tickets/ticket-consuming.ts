import type { LogTransaction } from '../../streams/event-log.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { validUntil } from './machine/reads/reached-end.ts'
import { tellOfTicket } from './ticket-news.ts'
import { stateOf, type TicketRow } from './ticket-rows.ts'
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

/** Whether the time for which it was approved is over; then it lapses here, though its timer has not fired. The ticket is locked. */
export async function lapseWhenOver(tx: LogTransaction, ticket: TicketRow): Promise<boolean> {
  const until = validUntil(ticket.flowVersion.definition, stateOf(ticket))
  if (!until || until > (await databaseNow(tx.db))) return false
  await tellOfTicket(tx, null, await carryOut(tx, ticket, { kind: 'LAPSE' }))
  return true
}
