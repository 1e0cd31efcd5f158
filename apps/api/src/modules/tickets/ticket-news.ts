import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import type { ChangedKind } from '../activity/activity.facts.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TicketStatus } from './machine/ticket.state.ts'
import { keepTicketCard } from './ticket-card.ts'
import { tellOutside } from './ticket-telling.ts'
import type { Written } from './ticket-writing.ts'

/** How the activity says that a ticket stands elsewhere now. It is for everybody, so it names the flow and no more. */
const became: Partial<Record<TicketStatus, ChangedKind>> = {
  SENT_BACK: 'ticket.sentBack',
  APPROVED: 'ticket.approved',
  REJECTED: 'ticket.rejected',
  EXPIRED: 'ticket.expired',
  WITHDRAWN: 'ticket.withdrawn',
  CANCELLED: 'ticket.cancelled',
  CONSUMED: 'ticket.consumed',
  REVOKED: 'ticket.revoked',
  LAPSED: 'ticket.lapsed',
}

const kindOf = ({ before, after }: Written): ChangedKind | null => {
  if (before.status === after.status) return null
  if (after.status !== 'RUNNING') return became[after.status] ?? null
  return before.status === 'DRAFT' ? 'ticket.opened' : 'ticket.submitted'
}

/** Tells everybody who is to hear of what happened to a ticket, in its transaction: locks are taken in one order, the activity's last. */
export async function tellOfTicket(tx: LogTransaction, viewer: Viewer | null, written: Written): Promise<void> {
  await keepTicketCard(tx, viewer?.userId ?? null, written)
  await tellOutside(tx, written)
  const kind = kindOf(written)
  if (!kind) return
  const { id, number, flowVersion } = written.ticket
  await recordActivity(tx, viewer, {
    kind,
    subject: `#${number} (${flowVersion.flow.title})`,
    subjectId: id,
    before: { status: written.before.status },
    after: { status: written.after.status },
    message: `${kind.slice('ticket.'.length)}: ticket #${number} (${flowVersion.flow.title})`,
  })
}
