import type { LogTransaction } from '../../streams/event-log.ts'
import { eventNames, type NotificationEvent, type PersonNamed, type TicketNews } from './notification.events.ts'
import { queueNews } from './outbox.ts'

/** What happened to a ticket, for those outside. */
export interface ToldTicket {
  event: Extract<NotificationEvent, `ticket.${string}`>
  /** The same is told once. */
  key: string
  at: string
  /** Who opened it. */
  by: PersonNamed
  ticket: Omit<TicketNews, 'people'>
  /** Exactly the people whom it concerns. */
  userIds: string[]
}

/** Puts it into the outbox, in the transaction of the change, with the names of those whom it concerns. */
export async function tellTicket(
  tx: LogTransaction,
  { event, key, at, by, ticket, userIds }: ToldTicket,
): Promise<void> {
  const rows = await tx.db.user.findMany({
    where: { id: { in: userIds } },
    orderBy: { username: 'asc' },
    select: { username: true, displayName: true },
  })
  const people = rows.map(({ username, displayName: name }) => ({ username, name }))
  await queueNews(tx, eventNames[eventKeys[event]], key, {
    ...{ at, by, project: null, environment: null },
    ticket: { ...ticket, people },
  })
}

const eventKeys = {
  'ticket.waiting': 'TICKET_WAITING',
  'ticket.reminded': 'TICKET_REMINDED',
  'ticket.held': 'TICKET_HELD',
  'ticket.notice': 'TICKET_NOTICE',
  'ticket.decided': 'TICKET_DECIDED',
} as const
