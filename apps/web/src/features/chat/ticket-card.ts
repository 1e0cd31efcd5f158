import type { TicketStatus } from '../../shared/theme/ticket-states.ts'
import type { Person } from './message.ts'

/** A ticket as its card in a room tells it: how it stands, and none of its answers. */
export interface TicketCard {
  ticketId: string
  number: number
  title: string
  flowTitle: string
  ticketStatus: TicketStatus
  round: number
  initiator: Person
  openedAt: string | null
  endedAt: string | null
  reason: string | null
  /** Where it is now. */
  nodes: readonly TicketCardNode[]
}

interface TicketCardNode {
  nodeId: string
  title: string
  held: boolean
  approvals: number
  need: number
  waitingFor: readonly Person[]
}

/** The card of a message when it is a ticket's. */
export function ticketCardOf(card: unknown): TicketCard | null {
  return typeof card === 'object' && card !== null && 'ticketId' in card ? (card as TicketCard) : null
}

/** Whether somebody is asked to decide by this card; the server judges again. */
export const asks = ({ nodes }: Pick<TicketCard, 'nodes'>, userId: string): boolean =>
  nodes.some(({ waitingFor }) => waitingFor.some(({ id }) => id === userId))
