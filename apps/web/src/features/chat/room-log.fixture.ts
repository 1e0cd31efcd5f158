import type { Message, MessagePage, RoomEvent } from './message.ts'
import type { PageRequest } from './room-state.ts'

/** What somebody does in a room; `target` picks one of the messages that are there. */
export type Deed = { kind: 'MESSAGE' | 'EDIT' | 'DELETE' | 'REACTION' | 'SYSTEM'; target: number }

const at = (seq: number) => new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString()

export function messageAt(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    seq,
    changedSeq: seq,
    clientId: `c${seq}`,
    author: { id: 'ann', displayName: 'Ann' },
    text: `text ${seq}`,
    sentAt: at(seq),
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    mentionedUserIds: [],
    mentionsEveryone: false,
    reactions: [],
    attachments: [],
    card: null,
    ...changes,
  }
}

function changeOf(kind: Deed['kind'], message: Message, seq: number): Message {
  const changed = { ...message, changedSeq: seq }
  if (kind === 'EDIT') return { ...changed, text: `edited ${seq}`, editedAt: at(seq) }
  if (kind === 'DELETE') return { ...changed, text: '', deletedAt: at(seq) }
  return { ...changed, reactions: [{ emoji: '👍', count: seq, userIds: [], names: [] }] }
}

/** The room as a server has it: the log, and its tables after each event. */
export function writeLog(deeds: readonly Deed[], epoch = 1) {
  const events: RoomEvent[] = []
  const tables: Message[][] = [[]]
  for (const { kind, target } of deeds) {
    const seq = events.length + 1
    const before = tables.at(-1) as Message[]
    const aimed = before[target % Math.max(1, before.length)]
    const message = kind === 'MESSAGE' || !aimed ? messageAt(seq) : changeOf(kind, aimed, seq)
    const actual = message.seq === seq ? 'MESSAGE' : kind
    const notice = kind === 'SYSTEM' ? { kind: 'JOINED' as const, user: null, text: null } : null
    const shown = notice ? null : message
    events.push({
      seq,
      at: at(seq),
      kind: notice ? 'SYSTEM' : actual,
      epoch,
      actor: null,
      message: shown,
      hole: null,
      notice,
    })
    tables.push(
      shown ? [...before.filter((each) => each.id !== shown.id), shown].sort((a, b) => a.seq - b.seq) : before,
    )
  }

  /** A page as it was when the log ended at `headSeq`. */
  function page(headSeq: number, request: PageRequest, first = 5): MessagePage {
    const all = tables[headSeq] as Message[]
    const messages = choose(all, request, first)
    const [oldest, newest] = [messages[0], messages.at(-1)]
    const bound = 'before' in request ? request.before : 'after' in request ? request.after : 0
    return {
      messages,
      headSeq,
      epoch,
      hasOlder: all.some((each) => each.seq < (oldest?.seq ?? bound)),
      hasNewer: all.some((each) => each.seq > (newest?.seq ?? Math.max(bound - 1, 0))),
    }
  }

  return { events, tables, page, head: events.length }
}

function choose(all: readonly Message[], request: PageRequest, first: number): Message[] {
  if ('before' in request) return all.filter((each) => each.seq < request.before).slice(-first)
  if ('after' in request) return all.filter((each) => each.seq > request.after).slice(0, first)
  if ('newest' in request) return all.slice(-first)
  const middle = all.filter((each) => each.seq < request.around).length
  const start = Math.max(0, middle - (first >> 1))
  return all.slice(start, start + first)
}
