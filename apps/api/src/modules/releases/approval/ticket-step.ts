import type { ReleaseStatus } from '../../../engine/types.ts'
import type { TicketStatus } from '../../tickets/machine/ticket.state.ts'

/** A release whose environment asks for a ticket, or that has one. */
export interface ReleaseWithTicket {
  status: ReleaseStatus
  /** Digest of everything that would run, as it is to be approved now. */
  approvalDigest: string | null
  /** The flow that the environment asks for now; null: none. */
  flowId: string | null
  ticket: { status: TicketStatus; flowId: string; digest: string | null } | null
}

export type TicketStep =
  /** A ticket is opened, in the name of whoever asked for the release. */
  | 'OPEN'
  /** What is to be approved is not what the ticket is about any more: its next round begins. */
  | 'START_OVER'
  /** What was approved has changed since, or by another flow: the approval is void, and a new ticket is opened. */
  | 'OPEN_ANEW'
  /** Approved: the release goes to the queue. */
  | 'LET_GO'
  /** Refused, too late, withdrawn: the release is cancelled. */
  | 'CANCEL_RELEASE'
  /** The release needs it no longer. */
  | 'END_TICKET'

const undecided: readonly TicketStatus[] = ['DRAFT', 'RUNNING', 'SENT_BACK']

const gone: readonly TicketStatus[] = ['REVOKED', 'LAPSED']

/** What has to follow from how a release and its ticket stand; null: nothing. Pure, and the same for whoever asks. */
export function stepOf({ status, approvalDigest, flowId, ticket }: ReleaseWithTicket): TicketStep | null {
  const isOpen = ticket !== null && undecided.includes(ticket.status)
  const stands = isOpen || ticket?.status === 'APPROVED'
  if (status !== 'WAITING_APPROVAL') {
    // One that waits in the queue is approved; it uses the approval when it begins.
    const needsIt = status === 'QUEUED' || status === 'SCHEDULED'
    // Its approval was taken back, or held only so long: it does not begin by it.
    if (needsIt && ticket && ticket.flowId === flowId && gone.includes(ticket.status)) return 'CANCEL_RELEASE'
    return stands && !needsIt ? 'END_TICKET' : null
  }
  if (flowId === null) return stands ? 'END_TICKET' : null
  if (ticket === null || ticket.status === 'CONSUMED') return 'OPEN'
  if (ticket.flowId !== flowId) return 'OPEN_ANEW'
  const isOfThis = ticket.digest === approvalDigest
  if (isOpen) return isOfThis ? null : 'START_OVER'
  if (ticket.status === 'APPROVED') return isOfThis ? 'LET_GO' : 'OPEN_ANEW'
  return 'CANCEL_RELEASE'
}
