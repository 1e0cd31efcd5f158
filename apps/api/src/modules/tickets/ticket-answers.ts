import type { Transaction } from '../../platform/database/database.ts'
import { digestOf } from '../kernel/canonical.ts'
import { conflict } from '../kernel/errors.ts'

/** A call under a name that whoever calls has chosen. */
export interface NamedCall {
  userId: string
  clientId: string | null | undefined
  /** Everything that was asked, so that another request under the same name is told apart. */
  asked: unknown
}

const sameName = (clientId: string) =>
  conflict('This clientId was used for another request. Choose a new one for each.', { clientId })

/**
 * The ticket that this very call was answered with before; null: it is new.
 * @throws CallerError CONFLICT when something else was asked under this clientId
 */
export async function answeredBefore(
  db: Pick<Transaction, 'ticketAnswer'>,
  { userId, clientId, asked }: NamedCall,
): Promise<string | null> {
  if (!clientId) return null
  const known = await db.ticketAnswer.findUnique({ where: { userId_clientId: { userId, clientId } } })
  if (!known) return null
  if (known.asked !== digestOf(asked)) throw sameName(clientId)
  return known.ticketId
}

/** Keeps what a call was answered with, in the transaction of its effect. */
export async function keepAnswer(
  db: Transaction,
  { userId, clientId, asked }: NamedCall,
  ticketId: string,
  seq: number,
): Promise<void> {
  if (!clientId) return
  await db.ticketAnswer.create({ data: { userId, clientId, ticketId, asked: digestOf(asked), seq } })
}
