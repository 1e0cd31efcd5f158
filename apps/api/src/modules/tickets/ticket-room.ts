import type { Transaction } from '../../platform/database/database.ts'
import type { TicketRow } from './ticket-rows.ts'

/**
 * Where the card of a ticket goes that is being opened: to the room of the project that it is about, where its release is told of
 * anyway, else to the one that its flow names. It stays there, whatever the flow names later. Null: it gets none.
 */
export async function roomOf(db: Transaction, { subject, flowVersion }: TicketRow): Promise<string | null> {
  const { projectId } = (subject ?? {}) as { projectId?: string }
  const where = { projectId: projectId ?? '' }
  const ofProject = projectId ? await db.room.findUnique({ where, select: { id: true } }) : null
  return ofProject?.id ?? flowVersion.flow.roomId
}
