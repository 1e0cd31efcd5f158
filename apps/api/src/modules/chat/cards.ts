import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { uuid7 } from '../kernel/uuid.ts'
import { insertMessages } from './message-batch.ts'
import { appendChange } from './message-changes.ts'
import { messageOfEvent, stateOf } from './message-placing.ts'
import { type CardState, type PlacedMessage, type RoomEventPayload, roomStream } from './room.events.ts'

/** The kinds of events that carry cards: POLL is unread like a message, SYSTEM is not. */
export type CardEventKind = 'SYSTEM' | 'POLL'

export interface NewCard {
  kind: CardEventKind
  roomId: string
  /** Who caused it. */
  authorId: string
  /** What the card is about, such as `poll:<id>`: there is one card of it in the room. */
  clientId: string
  /** The card in a sentence, for scripts and searches. */
  text: string
  at: Date
  card: CardState
}

/** Posts a card as a message of the room. The room must be locked. */
export async function postCard(tx: LogTransaction, posted: NewCard): Promise<PlacedMessage> {
  const { kind, roomId, authorId, clientId, text, at, card } = posted
  const message = {
    id: uuid7(at.getTime()),
    ...{ clientId, authorId, text, card, seq: null, sentAt: at.toISOString(), revision: 1 },
    ...{ editedAt: null, deletedAt: null, replyTo: null, threadId: null, mentionsEveryone: false },
    ...{ mentionedUserIds: [], reactions: [], attachments: [] },
  }
  const payload: RoomEventPayload = { actorId: authorId, message, notice: null }
  const [event] = await tx.append(roomStream(roomId), [{ kind, payload }])
  const placed = event && messageOfEvent(roomId, event)
  if (!placed) throw new Error(`The card ${clientId} got no seq.`)
  await insertMessages(tx, [placed], [JSON.stringify(stateOf(placed))])
  return placed
}

/** Brings a card up to date; told the same again, it appends nothing. The room must be locked. */
export async function changeCard(
  tx: LogTransaction,
  kind: CardEventKind,
  actorId: string | null,
  message: PlacedMessage,
  card: CardState,
): Promise<void> {
  if (!isDeepStrictEqual(message.card, card)) await appendChange(tx, kind, actorId, { ...message, card })
}
