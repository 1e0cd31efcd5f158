import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createAttachments } from './attachments.ts'
import { roomNameKey } from './chat.input.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { createMessageChanges } from './message-changes.ts'
import { createMessageHistory } from './message-history.ts'
import { createMessageSearch } from './message-search.ts'
import { createMessageSending } from './message-sending.ts'
import { createMyRooms } from './my-rooms.ts'
import { createPresence } from './presence.ts'
import { createReadMarkers } from './read-markers.ts'
import { createRoomFollowing } from './room-following.ts'
import { createRoomKeeping } from './room-keeping.ts'
import { createRoomNews } from './room-news.ts'
import { createRoomReads, type RoomView } from './room-reads.ts'

/** Rooms, what is said in them, and everything that reads it. */
export function createChat(ports: ChatPorts) {
  const reads = createRoomReads(ports)
  return {
    ...createRoomKeeping(ports),
    ...createMessageSending(ports),
    ...createMessageChanges(ports),
    ...createMessageHistory(ports),
    ...createRoomFollowing(ports),
    ...createReadMarkers(ports),
    ...createPresence(ports),
    ...createAttachments(ports),
    ...createMessageSearch(ports),
    ...createMyRooms(ports, reads, createRoomNews(ports.cursors)),

    /** Rooms are no secret; what is said in them is. @throws CallerError FORBIDDEN */
    async rooms(viewer: Viewer): Promise<RoomView[]> {
      guardChat(viewer, 'rooms')
      return reads.allRooms(viewer.userId)
    },
    async roomById(viewer: Viewer, id: string): Promise<RoomView | null> {
      guardChat(viewer, 'rooms')
      return isId(id) ? reads.roomById(viewer.userId, id) : null
    },
    async roomsById(viewer: Viewer, ids: string[]): Promise<RoomView[]> {
      guardChat(viewer, 'rooms')
      return reads.roomsByIds(viewer.userId, ids)
    },
    /** Case and width do not matter. */
    async roomByName(viewer: Viewer, name: string): Promise<RoomView | null> {
      guardChat(viewer, 'rooms')
      if (name.includes('\0') || name.length > 400) return null
      return reads.roomByNameKey(viewer.userId, roomNameKey(name))
    },
    async roomsOfProjects(viewer: Viewer, projectIds: string[]): Promise<RoomView[]> {
      guardChat(viewer, 'rooms')
      return reads.roomsOfProjects(viewer.userId, projectIds)
    },
    /** After a change to a room that was just there. @throws CallerError NOT_FOUND */
    async roomNow(viewer: Viewer, id: string): Promise<RoomView> {
      const room = await reads.roomById(viewer.userId, id)
      if (!room) throw notFound('room')
      return room
    },
    /** @throws CallerError FORBIDDEN for those who are not in the room */
    requireRoomMember(room: RoomView): void {
      if (!room.isMember) throw new CallerError('FORBIDDEN', `Join "${room.name}" first (joinRoom).`)
    },
  }
}

export type Chat = ReturnType<typeof createChat>
