import type { Message } from './message.ts'
import type { RoomRow } from './room-rows.ts'
import type { RoomNotice } from './room-state.ts'

/** How an own message that the room does not have yet is getting on. */
export interface Delivery {
  state: 'sending' | 'queued' | 'failed'
  /** Why it failed. */
  reason: string | null
}

/** An own message that the room does not have yet, drawn like one that it has. */
export interface Outgoing {
  clientId: string
  message: Message
  delivery: Delivery
}

/** Who came and went while the page was watching. */
export interface PresenceLine {
  id: string
  kind: 'CONNECTED' | 'DISCONNECTED'
  names: readonly string[]
  more: number
  at: string
}

export type ListRow =
  | Exclude<RoomRow, { kind: 'message' }>
  | { kind: 'start'; key: string }
  | { kind: 'message'; key: string; message: Message; startsGroup: boolean; outgoing: Outgoing | null }
  | { kind: 'notice'; key: string; at: string; notice: RoomNotice }
  | { kind: 'presence'; key: string; at: string; line: PresenceLine }

interface Lines {
  viewerId: string
  notices: readonly RoomNotice[]
  presence: readonly PresenceLine[]
  outgoing: readonly Outgoing[]
}

type Passing = Extract<ListRow, { kind: 'notice' | 'presence' }>

/** The same key before and after the room has it: nothing is drawn anew when a message is confirmed. */
const ownKey = (clientId: string) => `own:${clientId}`
const keyOf = (message: Message, viewerId: string) =>
  message.clientId && message.author.id === viewerId ? ownKey(message.clientId) : message.id

/** The room's lines with what passes by between them, and with what is on its way at the end. */
export function listRows(rows: readonly RoomRow[], lines: Lines): ListRow[] {
  const passing: Passing[] = [
    ...lines.notices.map((notice): Passing => ({ kind: 'notice', key: `notice:${notice.seq}`, at: notice.at, notice })),
    ...lines.presence.map((line): Passing => ({ kind: 'presence', key: `presence:${line.id}`, at: line.at, line })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
  const list: ListRow[] = rows[0]?.kind === 'hole' ? [] : [{ kind: 'start', key: 'start' }]
  const confirmed = new Set<string>()
  for (const row of rows) {
    if (row.kind !== 'message') {
      list.push(row)
      continue
    }
    while (passing[0] && Date.parse(passing[0].at) < Date.parse(row.message.sentAt))
      list.push(passing.shift() as Passing)
    const key = keyOf(row.message, lines.viewerId)
    confirmed.add(key)
    list.push({ ...row, key, outgoing: null })
  }
  list.push(...passing)
  for (const each of lines.outgoing) {
    const key = ownKey(each.clientId)
    if (confirmed.has(key)) continue
    const before = list.at(-1)
    const continues = before?.kind === 'message' && before.message.author.id === lines.viewerId && !before.message.card
    const startsGroup = !continues || each.message.replyTo !== null
    list.push({ kind: 'message', key, message: each.message, startsGroup, outgoing: each })
  }
  return list
}

/** Whether rows were put in front of what was shown, which must then not move under the reader. */
export function grewInFront(before: readonly ListRow[], now: readonly ListRow[]): boolean {
  const anchor = before.find((row) => row.kind === 'message')
  if (!anchor) return false
  const was = before.indexOf(anchor)
  const is = now.findIndex((row) => row.key === anchor.key)
  return is > was
}
