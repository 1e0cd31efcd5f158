import type { Message, Range } from './message.ts'
import { holes, type RoomState } from './room-state.ts'

/** Messages of one author within this time stand under one name. */
const GROUP_MS = 5 * 60_000

export type RoomRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'hole'; key: string; range: Range }
  | { kind: 'message'; key: string; message: Message; startsGroup: boolean }

interface RowOptions {
  /** Read up to here; null: no line. */
  readSeq: number | null
  viewerId: string
  /** A name of the viewer's day that a time falls on. */
  dayOf?: (at: string) => string
}

/** The day in the viewer's time zone. */
const localDay = (at: string) => new Date(at).toDateString()

const belongsTo = (before: Message, message: Message) =>
  before.author.id === message.author.id &&
  !before.card &&
  !message.card &&
  !message.replyTo &&
  Date.parse(message.sentAt) - Date.parse(before.sentAt) <= GROUP_MS

/** The room as lines: days, holes, the line above the first unread message, and messages grouped by their author. */
export function roomRows(state: RoomState, { readSeq, viewerId, dayOf = localDay }: RowOptions): RoomRow[] {
  const rows: RoomRow[] = []
  const gaps = holes(state)
  let day = ''
  let before: Message | null = null
  let lineDrawn = readSeq === null
  const passHoles = (until: number) => {
    while (gaps[0] && gaps[0].fromSeq < until) {
      const range = gaps.shift() as Range
      rows.push({ kind: 'hole', key: `hole:${range.fromSeq}`, range })
      before = null
    }
  }
  for (const message of state.messages) {
    passHoles(message.seq)
    const today = dayOf(message.sentAt)
    if (today !== day) {
      rows.push({ kind: 'day', key: `day:${today}:${message.seq}`, at: message.sentAt })
      before = null
    }
    day = today
    if (!lineDrawn && readSeq !== null && message.seq > readSeq && isCountable(message, viewerId)) {
      rows.push({ kind: 'unread', key: 'unread' })
      lineDrawn = true
      before = null
    }
    const startsGroup: boolean = before === null || !belongsTo(before, message)
    rows.push({ kind: 'message', key: message.id, message, startsGroup })
    before = message
  }
  passHoles(Number.POSITIVE_INFINITY)
  return rows
}

/** What counts as unread: of somebody else, and still there. */
export const isCountable = (message: Message, viewerId: string) =>
  message.author.id !== viewerId && message.deletedAt === null
