import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import type { TicketState } from './machine/ticket.state.ts'

/** What each operation needs at least. Which tickets somebody sees, and what they may do with one, follows from their part in it. */
export const ticketRights = {
  tickets: { needs: 'VIEWER', doWhat: 'see tickets' },
  ticket: { needs: 'VIEWER', doWhat: 'see tickets' },
  taskCount: { needs: 'VIEWER', doWhat: 'see your tasks' },
  openTicket: { needs: 'VIEWER', doWhat: 'open tickets' },
  saveTicket: { needs: 'VIEWER', doWhat: 'change tickets' },
  submitTicket: { needs: 'VIEWER', doWhat: 'submit tickets' },
  removeTicket: { needs: 'VIEWER', doWhat: 'remove drafts' },
  decide: { needs: 'VIEWER', doWhat: 'decide' },
  withdrawTicket: { needs: 'VIEWER', doWhat: 'withdraw tickets' },
  cancelTicket: { needs: 'ADMIN', doWhat: 'cancel tickets' },
  startTicketAction: { needs: 'VIEWER', doWhat: 'start what a ticket is for' },
  revokeTicket: { needs: 'VIEWER', doWhat: 'revoke approvals' },
  commentOnTicket: { needs: 'VIEWER', doWhat: 'comment on tickets' },
  urgeTicket: { needs: 'VIEWER', doWhat: 'urge people' },
  copyTicket: { needs: 'VIEWER', doWhat: 'show tickets to others' },
  assignTask: { needs: 'VIEWER', doWhat: 'name people for a held step' },
  standingDelegations: { needs: 'VIEWER', doWhat: 'see delegations' },
  addStandingDelegation: { needs: 'VIEWER', doWhat: 'delegate your tasks' },
  revokeStandingDelegation: { needs: 'VIEWER', doWhat: 'end delegations' },
  workingCalendar: { needs: 'VIEWER', doWhat: 'see the working calendar' },
  updateWorkingCalendar: { needs: 'ADMIN', doWhat: 'change the working calendar' },
  setLead: { needs: 'ADMIN', doWhat: 'say who leads whom' },
} satisfies Rights

export const guardTickets = guardOf(ticketRights)

/** Who sees a ticket besides those who have a part in it. */
export const seesAllTickets = (viewer: Viewer) => hasRole(viewer, 'OPERATOR')

/**
 * Tickets that somebody sees: what they opened, what they were asked or told of, what runs through a flow of theirs; OPERATORs see
 * all. A draft is its author's alone, also for them.
 */
export function visibleTo(viewer: Viewer) {
  const { userId } = viewer
  const mine = { initiatorId: userId }
  const others = {
    NOT: { status: 'DRAFT' as const },
    ...(!seesAllTickets(viewer) && {
      OR: [
        { tasks: { some: { userId } } },
        { copies: { some: { userId } } },
        { flowVersion: { flow: { ownerId: userId } } },
      ],
    }),
  }
  return { AND: [{ NOT: { status: 'DELETED' as const } }, { OR: [mine, others] }] }
}

/** What a ticket's state and the viewer's part in it allow; the machine has the last word. */
export interface TicketPart {
  status: string
  initiatorId: string
  flowOwnerId: string
  /** Whoever approved it. */
  approverIds: string[]
}

export const mayWithdraw = ({ userId }: Viewer, { status, initiatorId }: TicketPart) =>
  userId === initiatorId && ['RUNNING', 'SENT_BACK'].includes(status)
export const maySubmit = ({ userId }: Viewer, { status, initiatorId }: TicketPart) =>
  userId === initiatorId && ['DRAFT', 'SENT_BACK'].includes(status)
export const mayUrge = ({ userId }: Viewer, { status, initiatorId }: TicketPart) =>
  userId === initiatorId && status === 'RUNNING'
export const mayCancel = (viewer: Viewer, { status }: TicketPart) => hasRole(viewer, 'ADMIN') && status === 'RUNNING'
export const mayRevoke = ({ userId }: Viewer, { status, initiatorId, approverIds }: TicketPart) =>
  status === 'APPROVED' && (userId === initiatorId || approverIds.includes(userId))
/** Does what it is for: whoever opened or approved it, or an OPERATOR. */
export const mayStart = (viewer: Viewer, initiatorId: string, { tasks }: Pick<TicketState, 'tasks'>) =>
  viewer.userId === initiatorId ||
  hasRole(viewer, 'OPERATOR') ||
  tasks.some(({ status, userId }) => status === 'APPROVED' && userId === viewer.userId)
/** Names people where nobody is left who may decide: whoever owns the flow, or an admin. */
export const mayAssign = (viewer: Viewer, flowOwnerId: string) =>
  viewer.userId === flowOwnerId || hasRole(viewer, 'ADMIN')
