import { type InjectionKey, inject, type Ref } from 'vue'
import { graphql, type ResultOf } from './tada.ts'

export const myRoomsStream = graphql(`
  subscription MyRooms {
    myRooms { roomId name headSeq unreadCount mentionCount isMember lastMessage { id seq text sentAt author { id displayName } } }
  }
`)

/** The same for transports that ask; of rooms that are not the viewer's it says so. */
export const myRoomsQuery = graphql(`
  query MyRoomsNow {
    rooms { roomId: id name headSeq unreadCount mentionCount isMember lastMessage { id seq text sentAt author { id displayName } } }
  }
`)

export type MyRoom = ResultOf<typeof myRoomsStream>['myRooms']

/** Badges of the viewer's rooms, live, heard once per page: for the navigation, the room list and the tab's title. */
export interface MyRooms {
  /** By room id. */
  readonly rooms: Readonly<Ref<ReadonlyMap<string, MyRoom>>>
  readonly unread: Readonly<Ref<number>>
  readonly mentions: Readonly<Ref<number>>
  /** Calls with each change of a room; `before` is null when it is heard of for the first time. */
  listen(listener: (room: MyRoom, before: MyRoom | null) => void): () => void
}

export const myRoomsKey: InjectionKey<MyRooms> = Symbol('my rooms')

export function useMyRooms(): MyRooms {
  const rooms = inject(myRoomsKey)
  if (!rooms) throw new Error('no rooms provided')
  return rooms
}

/** Whatever else changes about a room moves its head. */
const isSame = (one: MyRoom, other: MyRoom | undefined) =>
  one.name === other?.name &&
  one.headSeq === other.headSeq &&
  one.unreadCount === other.unreadCount &&
  one.mentionCount === other.mentionCount

/** What `rooms` say otherwise than what was known; a room that is missing is left. */
export function roomChanges(known: ReadonlyMap<string, MyRoom>, rooms: readonly MyRoom[]): MyRoom[] {
  const mine = rooms.filter(({ isMember }) => isMember)
  const stays = new Set(mine.map(({ roomId }) => roomId))
  const left = [...known.values()].filter(({ roomId }) => !stays.has(roomId))
  return [
    ...mine.filter((room) => !isSame(room, known.get(room.roomId))),
    ...left.map((room) => ({ ...room, isMember: false })),
  ]
}

/** A room that the viewer has left is no longer theirs. */
export function withRoom(rooms: ReadonlyMap<string, MyRoom>, room: MyRoom): ReadonlyMap<string, MyRoom> {
  const next = new Map(rooms)
  if (room.isMember) next.set(room.roomId, room)
  else next.delete(room.roomId)
  return next
}
