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
  /** Only of a step that asks by poll. */
  poll?: { go: number; noGo: number; asked: number } | null
  waitingFor: readonly Person[]
}

/** The card of a message when it is a ticket's. */
export function ticketCardOf(card: unknown): TicketCard | null {
  return typeof card === 'object' && card !== null && 'ticketId' in card ? (card as TicketCard) : null
}

/** Whether somebody is asked to decide by this card; the server judges again. */
export const asks = ({ nodes }: Pick<TicketCard, 'nodes'>, userId: string): boolean =>
  nodes.some((node) => asksAt(node, userId))

const asksAt = ({ waitingFor }: TicketCardNode, userId: string) => waitingFor.some(({ id }) => id === userId)

/** Whether they are asked by poll wherever they are asked: then their answers are GO and NO-GO. */
export const asksByPoll = ({ nodes }: Pick<TicketCard, 'nodes'>, userId: string): boolean =>
  nodes.every((node) => !asksAt(node, userId) || node.poll != null)
