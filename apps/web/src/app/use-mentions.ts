import { onScopeDispose, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isWorthNotice, showMention } from '../graphql/mention-notices.ts'
import type { MyRooms } from '../graphql/my-rooms.ts'
import { useViewer } from '../graphql/viewer.ts'
import { countInTitle } from '../shared/page-title.ts'

/** Tells of mentions where the reader may see them: in the tab's title, and by a notice of the browser if they want one. */
export function useMentions({ mentions, listen }: MyRooms) {
  const route = useRoute()
  const router = useRouter()
  const { viewer } = useViewer()
  const visibleRoomId = () =>
    document.visibilityState === 'visible' && route.name === 'room' ? String(route.params.room) : null

  watch(mentions, countInTitle, { immediate: true })
  const stop = listen((room, before) => {
    const looking = { viewerId: viewer.value?.id ?? '', visibleRoomId: visibleRoomId() }
    if (isWorthNotice(room, before, looking)) showMention(room, () => void router.push(`/chat/${room.roomId}`))
  })
  onScopeDispose(() => {
    stop()
    countInTitle(0)
  })
}
