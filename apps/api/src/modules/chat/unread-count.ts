import type { StoredEvent } from '../../streams/event-log.ts'
import { messageOfEvent } from './message-placing.ts'
import type { PlacedMessage, RoomEventPayload } from './room.events.ts'
import { MAX_UNREAD } from './room-reads.ts'

/** What a badge shows of one room. */
export interface Unread {
  headSeq: number
  readSeq: number
  unreadCount: number
  mentionCount: number
  lastMessage: PlacedMessage | null
}

/** The counts after one more event; null when they can only be known by counting again (a deletion, an edit). */
export function countEvent(unread: Unread, userId: string, roomId: string, event: StoredEvent): Unread | null {
  if (event.seq <= unread.headSeq) return unread
  const payload = event.payload as RoomEventPayload
  const message = messageOfEvent(roomId, event)
  const next = { ...unread, headSeq: event.seq }
  const isNew = message !== null && message.changedSeq === message.seq
  if (isNew && (event.kind === 'MESSAGE' || event.kind === 'POLL')) {
    const counts = message.authorId !== userId
    const calls = counts && (message.mentionsEveryone || message.mentionedUserIds.includes(userId))
    return {
      ...next,
      lastMessage: message,
      unreadCount: Math.min(MAX_UNREAD, unread.unreadCount + (counts ? 1 : 0)),
      mentionCount: Math.min(MAX_UNREAD, unread.mentionCount + (calls ? 1 : 0)),
    }
  }
  if (event.kind === 'EDIT' || event.kind === 'DELETE') return null
  if (payload.notice?.kind === 'RENAMED') return null
  if (event.kind === 'SYSTEM' && isNew) return { ...next, lastMessage: message }
  return next
}
