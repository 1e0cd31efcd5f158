import type { LogTransaction } from '../../streams/event-log.ts'
import { changeCard, postCard } from '../chat/cards.ts'
import { lockRoom } from '../chat/message-batch.ts'
import { messageOfRow, placedColumns } from '../chat/message-placing.ts'
import type { TicketCardState } from '../chat/room.events.ts'
import { type GoNoGoBallot, goNoGosOf } from './machine/reads/go-no-go.ts'
import { waitingFor } from './machine/reads/waiting.ts'
import { stateOf } from './ticket-rows.ts'
import type { Written } from './ticket-writing.ts'

/** What the card shows to everybody in the room: how it stands, and none of the answers of its form. */
export function ticketCardOf({
  ticket,
  after: state,
  facts,
}: Pick<Written, 'ticket' | 'after' | 'facts'>): TicketCardState {
  const { definition, isActive } = facts
  const { flow } = ticket.flowVersion
  const waits = waitingFor(state, { definition, isActive, ownerId: flow.ownerId })
  const titles = new Map(definition.nodes.map(({ id, title }) => [id, title]))
  const polls = new Map(goNoGosOf(definition, state).map((asked) => [asked.nodeId, asked.ballots]))
  return {
    type: 'TICKET',
    ...{ ticketId: ticket.id, number: ticket.number, title: ticket.title, flowTitle: flow.title },
    ...{ status: state.status, round: state.round, initiatorId: ticket.initiatorId },
    openedAt: ticket.openedAt?.toISOString() ?? facts.now,
    endedAt: state.end?.at ?? null,
    reason: state.end?.reason || null,
    nodes: waits.flatMap((wait) => {
      if (wait.reason === 'INITIATOR') return []
      const { nodeId, reason, need, userIds: waitingUserIds } = wait
      const held = reason === 'TOO_FEW_PEOPLE'
      const ballots = polls.get(nodeId)
      return [
        {
          ...{ nodeId, title: titles.get(nodeId) ?? '', held, approvals: need.given, need: need.need, waitingUserIds },
          ...(ballots && { poll: countsOf(ballots) }),
        },
      ]
    }),
  }
}

const countsOf = (ballots: readonly GoNoGoBallot[]) => ({
  go: ballots.filter(({ vote }) => vote === 'GO').length,
  noGo: ballots.filter(({ vote }) => vote === 'NO_GO').length,
  asked: ballots.length,
})

/**
 * Keeps one card per ticket in its room, if it has one: posted when the ticket is opened, by whoever opened it, and brought up to
 * date with each change, in its transaction. Told the same again, it appends nothing. Nobody comes into a room by opening a ticket.
 */
export async function keepTicketCard(tx: LogTransaction, actorId: string | null, written: Written): Promise<void> {
  const { ticket } = written
  const { roomId } = ticket
  if (roomId === null || stateOf(ticket).status === 'DRAFT') return
  const card = ticketCardOf(written)
  await lockRoom(tx, roomId)
  const [authorId, clientId] = [ticket.initiatorId, `ticket:${ticket.id}`]
  const where = { roomId_authorId_clientId: { roomId, authorId, clientId } }
  const row = await tx.db.message.findUnique({ where, select: placedColumns })
  if (row) {
    const message = messageOfRow(row)
    // Whoever knew the id of their draft may have said something under this name: it is theirs.
    if (message.card?.type === 'TICKET') await changeCard(tx, 'SYSTEM', actorId, message, card)
    return
  }
  const text = `Ticket #${ticket.number}: ${ticket.title} (${card.flowTitle})`
  const at = new Date(written.facts.now)
  await postCard(tx, { kind: 'SYSTEM', roomId, authorId, clientId, text, at, card })
}
