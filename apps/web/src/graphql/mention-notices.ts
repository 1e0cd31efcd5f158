import { ref } from 'vue'
import type { MyRoom } from './my-rooms.ts'

const storageKey = 'sendoff.mentionNotices'

/** Whether this browser tells of mentions. Off until the user has said yes, here and to the browser. */
export const mentionNotices = ref(localStorage.getItem(storageKey) === 'on')

/** Call it from a click: browsers ask only then. False when the user or the browser says no. */
export async function turnOnMentionNotices(): Promise<boolean> {
  const allowed = 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted'
  mentionNotices.value = allowed
  if (allowed) localStorage.setItem(storageKey, 'on')
  return allowed
}

export function turnOffMentionNotices() {
  mentionNotices.value = false
  localStorage.removeItem(storageKey)
}

interface Looking {
  viewerId: string
  /** The room that is on the screen of a visible page, if one is. */
  visibleRoomId: string | null
}

/** Whether a change of a room's badge is a mention worth a notice: a new one, not mine, and not before my eyes. */
export function isWorthNotice(room: MyRoom, before: MyRoom | null, { viewerId, visibleRoomId }: Looking): boolean {
  if (!before || room.mentionCount <= before.mentionCount) return false
  return room.roomId !== visibleRoomId && room.lastMessage?.author.id !== viewerId
}

/** Shows a notice that leads to the room; one at a time per room. */
export function showMention(room: MyRoom, open: () => void) {
  if (!mentionNotices.value || !('Notification' in globalThis) || Notification.permission !== 'granted') return
  const { author, text } = room.lastMessage ?? {}
  const notice = new Notification(`${author?.displayName ?? ''} · ${room.name}`, { body: text ?? '', tag: room.roomId })
  notice.onclick = () => {
    window.focus()
    notice.close()
    open()
  }
}
