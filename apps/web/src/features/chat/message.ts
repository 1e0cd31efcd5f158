/** The shapes of the chat that the page works with; the documents of operations.ts select exactly these. */
export interface Person {
  id: string
  displayName: string
}

export interface Quote {
  id: string
  seq: number
  author: Person
  text: string
  deleted: boolean
}

export interface Reaction {
  emoji: string
  count: number
  userIds: readonly string[]
  names: readonly string[]
}

export interface Attachment {
  id: string
  name: string
  mediaType: string
  sizeBytes: number
  width: number | null
  height: number | null
  url: string
}

export interface Message<Card = unknown> {
  id: string
  /** Its place in the room: the seq of the event that posted it. */
  seq: number
  /** Seq of the last event that changed it: of two versions the one with the larger number is the newer one. */
  changedSeq: number
  clientId: string | null
  author: Person
  text: string
  sentAt: string
  editedAt: string | null
  deletedAt: string | null
  replyTo: Quote | null
  mentionedUserIds: readonly string[]
  mentionsEveryone: boolean
  reactions: readonly Reaction[]
  attachments: readonly Attachment[]
  card: Card | null
}

export interface Notice {
  kind: 'CREATED' | 'RENAMED' | 'JOINED' | 'LEFT' | 'ADDED' | 'REMOVED' | 'ALARM' | 'RECOVERED'
  user: Person | null
  text: string | null
  /** Of an alarm. */
  serverId?: string | null
}

export type RoomEventKind =
  | 'MESSAGE'
  | 'EDIT'
  | 'DELETE'
  | 'REACTION'
  | 'POLL'
  | 'SYSTEM'
  | 'HEARTBEAT'
  | 'HOLE'
  | 'RESET'

/** First and last seq of a stretch of the log, both included. */
export interface Range {
  fromSeq: number
  toSeq: number
}

export interface RoomEvent {
  seq: number
  at: string
  kind: RoomEventKind
  epoch: number
  actor: Person | null
  message: Message | null
  hole: Range | null
  notice: Notice | null
}

/** A page of history as the server gives it. `headSeq` was read first: everything up to it is in the page's versions. */
export interface MessagePage {
  messages: readonly Message[]
  headSeq: number
  epoch: number
  hasOlder: boolean
  hasNewer: boolean
  /** Left out: a thread, which has none. */
  alarms?: readonly Pick<RoomEvent, 'seq' | 'at' | 'actor' | 'notice'>[]
}
