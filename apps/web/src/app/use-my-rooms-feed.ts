import { stringifyDocument } from '@urql/vue'
import { computed, provide, shallowRef } from 'vue'
import type { StreamSource } from '../graphql/live/carrier.ts'
import {
  type MyRoom,
  type MyRooms,
  myRoomsKey,
  myRoomsQuery,
  myRoomsStream,
  roomChanges,
  withRoom,
} from '../graphql/my-rooms.ts'
import type { ResultOf } from '../graphql/tada.ts'
import { useLive } from '../graphql/use-stream.ts'

/** An update stands for itself: it has no place in a log, and every new connection begins with all rooms. */
type Update = MyRoom & { seq: number }

const asUpdate = (room: MyRoom): Update => ({ ...room, seq: 0 })

const subscription = stringifyDocument(myRoomsStream)
const query = stringifyDocument(myRoomsQuery)
const sourceOf = (known: () => ReadonlyMap<string, MyRoom>): StreamSource<Update> => ({
  whole: false,
  quiet: true,
  signalOf: () => 'jump',
  subscription: {
    operation: () => ({ query: subscription, variables: {} }),
    pick: (data) => asUpdate((data as ResultOf<typeof myRoomsStream>).myRooms),
  },
  page: {
    rather: true,
    operation: () => ({ query, variables: {} }),
    pick(data) {
      const { rooms } = data as ResultOf<typeof myRoomsQuery>
      return { events: roomChanges(known(), rooms).map(asUpdate), headSeq: 0 }
    },
  },
})

const total = (rooms: ReadonlyMap<string, MyRoom>, key: 'unreadCount' | 'mentionCount') =>
  [...rooms.values()].reduce((sum, room) => sum + room[key], 0)

/** Hears the badges of all rooms once for the whole page and gives them to every feature. */
export function provideMyRooms(): MyRooms {
  const follow = useLive()
  const rooms = shallowRef<ReadonlyMap<string, MyRoom>>(new Map())
  const listeners = new Set<(room: MyRoom, before: MyRoom | null) => void>()

  follow(
    sourceOf(() => rooms.value),
    { after: 0, epoch: null },
    {
      onEvent(room) {
        const before = rooms.value.get(room.roomId) ?? null
        rooms.value = withRoom(rooms.value, room)
        for (const listener of listeners) listener(room, before)
      },
    },
  )

  const mine: MyRooms = {
    rooms,
    unread: computed(() => total(rooms.value, 'unreadCount')),
    mentions: computed(() => total(rooms.value, 'mentionCount')),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  provide(myRoomsKey, mine)
  return mine
}
