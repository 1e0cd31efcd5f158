import type { Prisma } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../streams/event-log.ts'
import type { MessageState, PlacedMessage, QuoteState, RoomEventPayload } from './room.events.ts'

/** The columns that make a message out of its row. */
export const placedColumns = { roomId: true, seq: true, changedSeq: true, state: true } satisfies Prisma.MessageSelect

export interface MessageRow {
  roomId: string
  seq: number
  changedSeq: number
  state: unknown
}

export const messageOfRow = ({ roomId, seq, changedSeq, state }: MessageRow): PlacedMessage => ({
  ...(state as MessageState),
  roomId,
  seq,
  changedSeq,
})

export const stateOf = ({ roomId: _room, seq: _seq, changedSeq: _changed, ...state }: PlacedMessage): MessageState =>
  state

/** The message as an event left it. */
export function messageOfEvent(roomId: string, { seq, payload }: StoredEvent): PlacedMessage | null {
  const message = (payload as Partial<RoomEventPayload> | null)?.message
  return message ? { ...message, roomId, seq: message.seq ?? seq, changedSeq: seq } : null
}

const QUOTED = 200

export const quoteOf = ({ id, seq, authorId, text, deletedAt }: PlacedMessage): QuoteState => ({
  id,
  seq,
  authorId,
  text: [...text].slice(0, QUOTED).join(''),
  deleted: deletedAt !== null,
})
