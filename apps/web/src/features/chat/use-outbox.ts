import { useClientHandle } from '@urql/vue'
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { fetchOptions } from '../../graphql/client.ts'
import { toFailure } from '../../graphql/failure.ts'
import { transport } from '../../graphql/transport.ts'
import type { Message } from './message.ts'
import type { Outgoing } from './outbox.ts'
import { createOutboxStorage } from './outbox-storage.ts'
import type { RoomState } from './room-state.ts'
import { sendMessage } from './room-stream.ts'
import { createSendQueue, type Sending } from './send-queue.ts'

/** What the viewer has written in a room and the room does not show yet. Survives a reload. */
export function useOutbox(roomId: string, viewerId: string, room: Readonly<Ref<RoomState>>) {
  const { client } = useClientHandle()
  const outgoing = shallowRef<readonly Outgoing[]>([])

  async function send(each: Outgoing, signal: AbortSignal): Promise<Sending> {
    const input = {
      roomId,
      text: each.text,
      clientId: each.clientId,
      replyToId: each.replyTo?.id ?? null,
      attachmentIds: each.attachments.map(({ id }) => id),
    }
    const context = { fetchOptions: { ...fetchOptions, signal } }
    const { data, error } = await client.mutation(sendMessage, { input }, context).toPromise()
    if (data?.sendMessage) return { message: data.sendMessage as Message }
    return { failure: toFailure(error ?? { message: '' }) }
  }

  const storage = createOutboxStorage(localStorage, viewerId, roomId)
  const queue = createSendQueue({
    roomId,
    viewerId,
    storage,
    send,
    onChange: (all) => {
      outgoing.value = all
    },
  })

  // Another tab has sent it or thrown it away.
  const hear = ({ key, newValue }: StorageEvent) => {
    const clientId = key === null ? null : storage.clientIdOf(key)
    if (clientId !== null && newValue === null) queue.forget(clientId)
  }
  addEventListener('storage', hear)
  watch(room, ({ messages }) => queue.see(messages))
  watch(
    () => transport.state,
    (state) => state === 'connected' && queue.wake(),
  )
  onScopeDispose(() => {
    removeEventListener('storage', hear)
    queue.stop()
  })

  return { outgoing, write: queue.write, retry: queue.retry, discard: queue.discard }
}
