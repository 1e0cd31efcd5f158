import { computed, onScopeDispose, ref, watch } from 'vue'
import { listRows } from './list-rows.ts'
import { isCountable, roomRows } from './room-rows.ts'
import type { RoomSession } from './room-session.ts'
import { hasNewer, type PageRequest } from './room-state.ts'

/** What of a room is shown, what of it is new to the reader, and what they have seen of it. */
export function useRoomReading(session: () => RoomSession, viewerId: () => string) {
  const atEnd = ref(true)
  const visible = ref(document.visibilityState === 'visible')
  const seenSeq = ref(session().state.head)
  const look = () => {
    visible.value = document.visibilityState === 'visible'
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => document.removeEventListener('visibilitychange', look))

  const rows = computed(() => {
    const { state, openedAt, passing, outgoing } = session()
    const own = { readSeq: openedAt, viewerId: viewerId() }
    return listRows(roomRows(state, own), {
      viewerId: viewerId(),
      notices: state.notices,
      presence: passing,
      outgoing,
    })
  })
  const behind = (seq: number) =>
    session().state.messages.filter((message) => message.seq > seq && isCountable(message, viewerId())).length
  const unreadCount = computed(() => behind(session().openedAt))
  const newCount = computed(() => behind(seenSeq.value))

  // Seen is what stands at the end of the list while somebody looks at it.
  watch(
    [() => session().state.head, atEnd, visible],
    ([head]) => {
      if (!atEnd.value || !visible.value || hasNewer(session().state)) return
      seenSeq.value = head
      session().markRead(head)
    },
    { immediate: true },
  )

  /** What to ask for when the reader comes near an edge; null: there is nothing, or it stands in the middle of holes. */
  function beyond(edge: 'older' | 'newer'): PageRequest | null {
    const { messages, loaded, head } = session().state
    if (edge === 'older') {
      const from = loaded[0]?.fromSeq ?? 1
      return messages.length > 0 && from > 1 ? { before: from } : null
    }
    const to = loaded.at(-1)?.toSeq ?? head
    return to < head ? { after: to } : null
  }

  return {
    rows,
    atEnd,
    newCount,
    unreadCount,
    beyond,
    loaded: computed(() => session().state.loaded.length > 0),
    rest: (seq: number | null) => seq !== null && session().keepAround(seq),
  }
}
