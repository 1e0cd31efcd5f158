import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { useLive } from '../../graphql/use-stream.ts'
import type { PresenceLine } from './list-rows.ts'
import { type PresenceState, presenceSource, setTyping } from './room-presence.ts'
import type { Presence } from './room-session.ts'

/** Lines about who came and went that the page keeps. */
const keptLines = 20
/** A quick word is sent before anybody could read that it is being written. */
const typingBeginsMs = 700
/** The server forgets after 6 s that somebody types. */
const typingAgainMs = 4_000
const typingEndsMs = 4_000

/** Who is in the room and who is writing; while it runs the viewer is there. */
export function useRoomPresence(roomId: string, viewerId: () => string) {
  const { client } = useClientHandle()
  const follow = useLive()
  const state = shallowRef<PresenceState | null>(null)
  const lines = shallowRef<readonly PresenceLine[]>([])
  const openedAt = Date.now()

  const follower = follow(
    presenceSource(roomId),
    { after: 0, epoch: null },
    {
      onEvent({ state: now }) {
        state.value = now
        const known = new Set(lines.value.map((each) => each.id))
        const fresh = now.notices.filter((each) => !known.has(each.id) && Date.parse(each.at) >= openedAt)
        if (fresh.length > 0) lines.value = [...lines.value, ...fresh].slice(-keptLines)
      },
    },
  )

  let told = 0
  let beginning: ReturnType<typeof setTimeout> | undefined
  let ending: ReturnType<typeof setTimeout> | undefined
  const tell = (typing: boolean) => void client.mutation(setTyping, { roomId, typing }).toPromise()

  function stopTyping() {
    clearTimeout(beginning)
    beginning = undefined
    clearTimeout(ending)
    if (told === 0) return
    told = 0
    tell(false)
  }

  function typing() {
    clearTimeout(ending)
    ending = setTimeout(stopTyping, typingEndsMs)
    if (Date.now() - told < typingAgainMs) return
    beginning ??= setTimeout(
      () => {
        beginning = undefined
        told = Date.now()
        tell(true)
      },
      told === 0 ? typingBeginsMs : 0,
    )
  }
  onScopeDispose(stopTyping)

  const presence = computed<Presence>(() => ({
    online: state.value?.online ?? [],
    onlineCount: state.value?.onlineCount ?? 0,
    typing: (state.value?.typing ?? []).filter((each) => each.id !== viewerId()),
  }))

  return { presence, lines, typing, stopTyping, close: follower.close, resume: follower.resume }
}
