import type { Message, MessagePage, Notice, Person, Range, RoomEvent } from './message.ts'
import { addRange, clipRanges, covers, holesOf, type Ranges } from './ranges.ts'

/** Messages that the page keeps at most, so that a long evening does not slow it down. */
export const KEPT_MESSAGES = 300
/** Changes of messages that are not loaded, kept for a page that was read before them and arrives after them. */
const KEPT_CHANGES = 200
const KEPT_NOTICES = 200

export interface RoomNotice extends Notice {
  seq: number
  at: string
  actor: Person | null
}

/**
 * What the page knows of a room. Within `loaded` it holds every message of the log in its newest known version, and
 * nothing outside of it: what lies between is a hole, which can be asked for.
 */
export interface RoomState {
  epoch: number
  /** The last seq that was applied: the cursor. */
  head: number
  /** Ascending by seq. */
  messages: readonly Message[]
  loaded: Ranges
  /** Newest versions of messages outside of `loaded`. */
  changes: readonly Message[]
  /** A page that knows less than this much of the log may hold an old version of a message and is refused. */
  oldestPage: number
  /** Ascending by seq: who came and went while the page was watching, and alarms, which are a part of the history. */
  notices: readonly RoomNotice[]
}

export type PageRequest = { before: number } | { after: number } | { around: number } | { newest: true }

/** Nothing but a place in the log. What happened before it was not seen, so that older pages are of no use. */
export function emptyRoom(epoch = 0, head = 0): RoomState {
  return { epoch, head, messages: [], loaded: [], changes: [], oldestPage: head, notices: [] }
}

/** Index of the first message that does not stand before `seq`. */
function placeOf(messages: readonly Message[], seq: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle] as Message).seq < seq) low = middle + 1
    else high = middle
  }
  return low
}

/** The newer of two versions stays. */
function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const place = placeOf(messages, message.seq)
  const held = messages[place]
  if (held?.seq !== message.seq) return messages.toSpliced(place, 0, message)
  return message.changedSeq > held.changedSeq ? messages.with(place, message) : messages
}

/** Keeps a change of a message that is not loaded; the oldest ones are given up, and with them pages older than they are. */
function withChange(state: RoomState, message: Message): RoomState {
  const changes = [...state.changes.filter((each) => each.id !== message.id), message]
  const dropped = changes.length > KEPT_CHANGES ? changes.shift() : undefined
  return { ...state, changes, oldestPage: Math.max(state.oldestPage, dropped?.changedSeq ?? 0) }
}

function take(state: RoomState, message: Message): RoomState {
  if (!covers(state.loaded, message.seq)) return withChange(state, message)
  return { ...state, messages: withMessage(state.messages, message) }
}

/**
 * Applies one event. Only the event behind the head changes anything: an older one is known, a later one means that
 * something is missing, which the follower notices before it gets here.
 */
export function applyEvent(state: RoomState, event: RoomEvent): RoomState {
  if (event.kind === 'RESET') return emptyRoom(event.epoch, event.seq)
  if (event.kind === 'HEARTBEAT') return state
  // Changes of what is loaded were left out as well, so that none of it can be trusted any more.
  if (event.kind === 'HOLE') return event.seq > state.head ? emptyRoom(event.epoch, event.seq) : state
  if (event.seq !== state.head + 1) return state
  const loaded = addRange(state.loaded, { fromSeq: event.seq, toSeq: event.seq })
  const notices = event.notice
    ? [...state.notices, { ...event.notice, seq: event.seq, at: event.at, actor: event.actor }].slice(-KEPT_NOTICES)
    : state.notices
  const next = { ...state, head: event.seq, loaded, notices }
  return event.message ? take(next, event.message) : next
}

/** The stretch of the log that a page tells all about. */
export function stretchOf(page: MessagePage, request: PageRequest): Range {
  const first = page.messages[0]?.seq
  const last = page.messages.at(-1)?.seq
  const until = 'before' in request ? request.before - 1 : page.headSeq
  const from = 'after' in request ? request.after + 1 : 1
  return {
    fromSeq: 'after' in request || !page.hasOlder ? from : (first ?? until + 1),
    toSeq: 'before' in request || !page.hasNewer ? until : (last ?? from - 1),
  }
}

/** Whether a page may be merged; if not, it was read before something that is known already: ask again. */
export const isUsable = (state: RoomState, page: MessagePage) =>
  page.epoch === state.epoch && page.headSeq >= state.oldestPage

/** The alarms of a page between what was told already. */
function withAlarms(notices: readonly RoomNotice[], { alarms = [] }: MessagePage): readonly RoomNotice[] {
  const known = new Set(notices.map(({ seq }) => seq))
  const told = alarms.flatMap(({ notice, ...event }) =>
    notice && !known.has(event.seq) ? [{ ...notice, ...event }] : [],
  )
  return told.length === 0
    ? notices
    : [...notices, ...told].sort((one, other) => one.seq - other.seq).slice(-KEPT_NOTICES)
}

/** Merges a page of history into what is loaded. */
export function mergePage(state: RoomState, page: MessagePage, request: PageRequest): RoomState {
  if (!isUsable(state, page)) return state
  const loaded = addRange(state.loaded, stretchOf(page, request))
  const known = page.messages.filter((message) => covers(loaded, message.seq))
  const late = state.changes.filter((message) => covers(loaded, message.seq))
  return {
    ...state,
    loaded,
    messages: [...known, ...late].reduce(withMessage, state.messages),
    changes: state.changes.filter((message) => !late.includes(message)),
    notices: withAlarms(state.notices, page),
  }
}

/** A room as its newest page shows it; follow its events from `head` on. */
export function openRoom(page: MessagePage): RoomState {
  return mergePage(emptyRoom(page.epoch, page.headSeq), page, { newest: true })
}

/** Keeps the messages around the one that is looked at, so that at most `limit` of them are rendered. */
export function trimAround(state: RoomState, seq: number, limit = KEPT_MESSAGES): RoomState {
  const { messages } = state
  if (messages.length <= limit) return state
  const start = Math.max(0, Math.min(placeOf(messages, seq) - (limit >> 1), messages.length - limit))
  const kept = messages.slice(start, start + limit)
  const bounds = {
    fromSeq: start === 0 ? 1 : (kept[0] as Message).seq,
    toSeq: start + limit === messages.length ? Number.POSITIVE_INFINITY : (kept.at(-1) as Message).seq,
  }
  const dropped = messages.filter((_, index) => index < start || index >= start + limit)
  return {
    ...state,
    messages: kept,
    loaded: clipRanges(state.loaded, bounds),
    // A page on its way may hold older versions of what is dropped here.
    oldestPage: Math.max(state.oldestPage, ...dropped.map((message) => message.changedSeq)),
  }
}

export const holes = (state: RoomState): Range[] => holesOf(state.loaded, state.head)
export const hasOlder = (state: RoomState) => (state.loaded[0]?.fromSeq ?? state.head + 1) > 1
export const hasNewer = (state: RoomState) => (state.loaded.at(-1)?.toSeq ?? 0) < state.head
