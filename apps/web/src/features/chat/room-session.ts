import type { Failure } from '../../graphql/failure.ts'
import type { LinkState, TransportChoice } from './link-state.ts'
import type { Outgoing, PresenceLine } from './list-rows.ts'
import type { Attachment, Message, Person } from './message.ts'
import type { PageRequest, RoomState } from './room-state.ts'

/** What a send leads to: the words, what it answers, and the pictures that it carries. */
export interface Writing {
  text: string
  replyTo: Message | null
  pictures: readonly Attachment[]
}

/** Who is in the room right now; kept nowhere. */
export interface Presence {
  online: readonly Person[]
  onlineCount: number
  typing: readonly Person[]
}

/** An open room as its page sees it. All of it changes by itself. */
export interface RoomSession {
  readonly state: RoomState
  /** Why the newest page, or another one, could not be read. */
  readonly failure: Failure | null
  readonly outgoing: readonly Outgoing[]
  readonly link: LinkState
  readonly presence: Presence
  /** Who came and went; apart from `presence`, which changes with every key that somebody presses. */
  readonly passing: readonly PresenceLine[]
  /** Read up to here before the room was opened: the unread line stands behind it. */
  readonly openedAt: number
  load(request: PageRequest): Promise<boolean>
  /** Forgets what is far from what is looked at. */
  keepAround(seq: number): void
  send(writing: Writing): void
  sendAgain(clientId: string): void
  discard(clientId: string): void
  /** Everything up to here was in front of the reader's eyes. */
  markRead(seq: number): void
  typing(): void
  choose(transport: TransportChoice): void
  connect(): void
  disconnect(): void
}
