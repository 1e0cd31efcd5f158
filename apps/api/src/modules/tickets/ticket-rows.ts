import type { Prisma, Transaction } from '../../platform/database/database.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import type { FormValues } from '../flows/form.definition.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { initialState } from './machine/ticket.evolve.ts'
import type { TicketState } from './machine/ticket.state.ts'
import { visibleTo } from './tickets.policy.ts'

export const wholeTicket = {
  flowVersion: { include: { flow: { select: { id: true, title: true, ownerId: true, state: true, roomId: true } } } },
} satisfies Prisma.TicketInclude

type Row = Prisma.TicketGetPayload<{ include: typeof wholeTicket }>

/** A ticket with the version of the flow that it began with, whatever became of the flow since. */
export interface TicketRow extends Omit<Row, 'state' | 'form' | 'flowVersion'> {
  form: FormValues
  /** Before its first change nothing has happened to it: see `stateOf`. */
  state: TicketState | null
  flowVersion: Omit<Row['flowVersion'], 'definition'> & { definition: FlowDefinition }
}

export const ticketOfRow = (row: Row) => row as unknown as TicketRow

export const stateOf = ({ state, initiatorId }: Pick<TicketRow, 'state' | 'initiatorId'>): TicketState =>
  state ?? initialState(initiatorId)

/**
 * Takes the ticket's lock: from here on nobody else changes it. The row is read by a statement of its own behind the lock, so that
 * it tells what was committed while this one waited.
 * @throws CallerError NOT_FOUND
 */
export async function lockTicket(db: Transaction, id: string): Promise<TicketRow> {
  if (!isId(id)) throw notFound('ticket')
  await db.$queryRaw`SELECT id FROM "Ticket" WHERE id = ${id} FOR UPDATE`
  const row = await db.ticket.findUnique({ where: { id }, include: wholeTicket })
  if (!row || row.status === 'DELETED') throw notFound('ticket')
  return ticketOfRow(row)
}

/** @throws CallerError NOT_FOUND when the viewer has no part in it */
export async function requireSeen(db: Pick<Transaction, 'ticket'>, viewer: Viewer, id: string): Promise<void> {
  if ((await db.ticket.count({ where: { id, ...visibleTo(viewer) } })) === 0) throw notFound('ticket')
}

// What the machine calls a task or a visit is unique in its ticket; outside it goes by this.
export const outerId = (ticketId: string, innerId: string) => `${ticketId}.${innerId}`

/** The ticket and the inner id; null for what we never gave out. */
export function innerOf(outer: string): { ticketId: string; innerId: string } | null {
  const [ticketId = '', innerId = '', ...more] = outer.split('.')
  if (more.length > 0 || !isId(ticketId) || !/^[\w:/-]{1,200}$/.test(innerId)) return null
  return { ticketId, innerId }
}
