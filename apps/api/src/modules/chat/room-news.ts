import type { EventCursors, StoredEvent } from '../../streams/event-log.ts'
import { roomStream } from './room.events.ts'

/** What happens in rooms, followed once per process and room for however many listeners. */
export interface RoomNews {
  /** `listener` gets each stored event from now on, in order; `unsure` when some may have been missed. */
  listen(roomId: string, listener: (event: StoredEvent | 'unsure') => void): () => void
}

const RETRY_MS = 1_000
const STORED = new Set(['MESSAGE', 'EDIT', 'DELETE', 'REACTION', 'SYSTEM', 'POLL'])

export function createRoomNews(cursors: EventCursors): RoomNews {
  const rooms = new Map<string, { listeners: Set<(event: StoredEvent | 'unsure') => void>; end: AbortController }>()

  const tell = (roomId: string, event: StoredEvent | 'unsure') => {
    for (const listener of [...(rooms.get(roomId)?.listeners ?? [])]) listener(event)
  }

  const follow = async (roomId: string, signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        for await (const event of cursors.follow(roomStream(roomId), { after: null, epoch: null, signal })) {
          tell(roomId, STORED.has(event.kind) ? event : 'unsure')
        }
      } catch {
        // The database is away, or the log was restored: listeners count again once it is followed again.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref())
        if (!signal.aborted) tell(roomId, 'unsure')
      }
    }
  }

  return {
    listen(roomId, listener) {
      let room = rooms.get(roomId)
      if (!room) {
        room = { listeners: new Set(), end: new AbortController() }
        rooms.set(roomId, room)
        void follow(roomId, room.end.signal)
      }
      const { listeners, end } = room
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || rooms.get(roomId)?.listeners !== listeners) return
        rooms.delete(roomId)
        end.abort()
      }
    },
  }
}
