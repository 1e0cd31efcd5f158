import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref } from 'vue'
import { preferredTransport, preferTransport } from '../../graphql/live/preference.ts'
import { useViewer } from '../../graphql/viewer.ts'
import { linkOf } from './link-state.ts'
import type { Outgoing as Row } from './list-rows.ts'
import type { Person } from './message.ts'
import type { Outgoing } from './outbox.ts'
import { createReadMarker } from './read-marker.ts'
import type { RoomSession } from './room-session.ts'
import { markRead } from './room-stream.ts'
import { useOutbox } from './use-outbox.ts'
import { useRoom } from './use-room.ts'
import { useRoomPresence } from './use-room-presence.ts'

/** Everything that happens in an open room, as its page sees it. Bound to the component that asks for it. */
export function useRoomSession(roomId: string, readSeq: number): RoomSession {
  const { client } = useClientHandle()
  const { viewer } = useViewer()
  const viewerId = () => viewer.value?.id ?? ''
  const room = useRoom(roomId)
  const outbox = useOutbox(roomId, viewerId(), room.state)
  const presence = useRoomPresence(roomId, viewerId)
  const leaving = ref(false)
  const marker = createReadMarker({
    readSeq,
    isSeen: () => document.visibilityState === 'visible',
    mark: async (seq) => !(await client.mutation(markRead, { roomId, seq }).toPromise()).error,
  })
  document.addEventListener('visibilitychange', marker.look)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', marker.look)
    marker.stop()
  })

  const outgoing = computed(() => {
    const { value } = viewer
    return value ? outbox.outgoing.value.map((each) => rowOf(each, value)) : []
  })
  const link = computed(() => linkOf(room.status.value, preferredTransport.value, leaving.value))

  return {
    get state() {
      return room.state.value
    },
    get failure() {
      return room.failure.value
    },
    get outgoing() {
      return outgoing.value
    },
    get link() {
      return link.value
    },
    get presence() {
      return presence.presence.value
    },
    get passing() {
      return presence.lines.value
    },
    get openedAt() {
      return room.openedAt.value
    },
    load: room.load,
    keepAround: room.keepAround,
    send({ text, replyTo, pictures }) {
      presence.stopTyping()
      const quote = replyTo && { ...replyTo, deleted: false }
      outbox.write({ text, replyTo: quote, attachments: pictures })
    },
    sendAgain: outbox.retry,
    discard: outbox.discard,
    markRead: marker.see,
    typing: presence.typing,
    choose: (choice) => preferTransport(choice === 'auto' ? null : choice),
    connect() {
      leaving.value = false
      room.connect()
      presence.resume()
    },
    disconnect() {
      leaving.value = true
      presence.stopTyping()
      presence.close()
      room.disconnect()
    },
  }
}

const deliveries = { PENDING: 'sending', SENT: 'sending', QUEUED: 'queued', FAILED: 'failed' } as const

/** What was written, drawn like a message that the room has. */
function rowOf(outgoing: Outgoing, author: Person): Row {
  const { clientId, text, replyTo, attachments, writtenAt, state, reason } = outgoing
  const { id, displayName } = author
  return {
    clientId,
    delivery: { state: deliveries[state], reason },
    message: {
      id: clientId,
      seq: 0,
      changedSeq: 0,
      clientId,
      author: { id, displayName },
      text,
      sentAt: writtenAt,
      editedAt: null,
      deletedAt: null,
      replyTo,
      mentionedUserIds: [],
      mentionsEveryone: false,
      reactions: [],
      attachments,
      card: null,
    },
  }
}
