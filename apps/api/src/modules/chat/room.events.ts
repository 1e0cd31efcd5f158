import type { AlarmNews } from '../notifications/notification.events.ts'
import type { TicketStatus } from '../tickets/machine/ticket.state.ts'

/** The log of a room. */
export const roomStream = (roomId: string) => `room:${roomId}`

export type RoomEventKind = 'MESSAGE' | 'EDIT' | 'DELETE' | 'REACTION' | 'POLL' | 'SYSTEM'

export interface ReactionState {
  emoji: string
  /** In the order in which they reacted. */
  userIds: string[]
}

export interface AttachmentState {
  id: string
  name: string
  mediaType: string
  sizeBytes: number
  width: number | null
  height: number | null
}

export interface QuoteState {
  id: string
  seq: number
  authorId: string
  /** The beginning of the quoted message. */
  text: string
  deleted: boolean
}

/** What a release's card shows, as it was when the card last changed. */
export interface ReleaseCardState {
  type: 'RELEASE'
  releaseId: string
  number: number
  kind: 'SHIP' | 'ROLLBACK'
  status: 'QUEUED' | 'WAITING_APPROVAL' | 'SCHEDULED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  projectId: string
  projectTitle: string
  environmentId: string
  environmentName: string
  environmentKind: 'TEST' | 'PRODUCTION'
  revision: string
  commit: string
  commitSubject: string | null
  note: string | null
  /** The number of the release that it repeats for the servers that failed. */
  retriesNumber: number | null
  /** Only of a rollback: the number of the release that it puts back. */
  putsBackNumber: number | null
  serverCount: number
  succeededCount: number
  failedCount: number
  /** ISO 8601, as everywhere in a payload. */
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  scheduledAt: string | null
  failure: string | null
  /** Why nobody should go back to it; absent on cards from before that was told. */
  badReason?: string | null
  /** It put servers back to what they had. */
  wayBack?: 'UNDER_WAY' | 'DONE' | 'INCOMPLETE' | null
  /** Who paused it; absent on cards from before that could be. */
  pausedBy?: string | null
  /** What resuming names. */
  pauseId?: string | null
  /** What it asks, the oldest question first. Its id is what an answer names. */
  question?: {
    id?: string
    kind: 'CANARY' | 'FAILURE'
    serverId: string | null
    serverName: string | null
    message: string
  } | null
  /** What holds it back while it is queued. Absent on cards from before there were freezes. */
  hold?: { kind: string; reason: string; until: string | null } | null
  override?: { by: string; reason: string } | null
  /** Its place in its train, from 1. */
  train?: { trainId: string; number: number; position: number; carCount: number } | null
  /** While it waits for approval: how many it needs, who gave one, and what exactly they approve. */
  approval?: { required: number; given: string[]; digest: string; expiresAt: string | null } | null
}

/** What a poll's card shows. It changes with the state of the poll, not with each vote: those are told by its tally. */
export interface PollCardState {
  type: 'POLL'
  pollId: string
  question: string
  options: { id: string; text: string }[]
  multiple: boolean
  changeable: boolean
  visibility: 'ALWAYS' | 'AFTER_VOTE' | 'AFTER_CLOSE'
  /** Missing from cards of before there was a choice, as are the two below. */
  secrecy?: 'NAMED' | 'CONFIDENTIAL' | 'SECRET'
  minChoices?: number
  maxChoices?: number | null
  state: 'DRAFT' | 'OPEN' | 'PAUSED' | 'CLOSED'
  createdById: string
  openedAt: string | null
  closesAt: string | null
  closedAt: string | null
  /** The result, only once the poll is closed: before that, not everybody in the room may know it. */
  respondentCount: number | null
  counts: { optionId: string; count: number }[] | null
}

/** What a ticket's card shows, as it was when the card last changed. What somebody may do about it they ask the ticket. */
export interface TicketCardState {
  type: 'TICKET'
  ticketId: string
  number: number
  title: string
  flowTitle: string
  status: TicketStatus
  round: number
  initiatorId: string
  openedAt: string | null
  endedAt: string | null
  /** Why it ended, in somebody's words. */
  reason: string | null
  /** Where it is now. */
  nodes: {
    nodeId: string
    title: string
    held: boolean
    /** "2 of 3". */
    approvals: number
    need: number
    waitingUserIds: string[]
    /** Only of a step that asks by poll. */
    poll?: { go: number; noGo: number; asked: number }
  }[]
}

export type CardState = ReleaseCardState | PollCardState | TicketCardState

/**
 * A message as an event leaves it. It holds no seqs: they are given out when the event is appended, and every reader knows them
 * from the event or the row.
 */
export interface MessageState {
  id: string
  clientId: string
  authorId: string
  text: string
  sentAt: string
  editedAt: string | null
  deletedAt: string | null
  /** 1, and one more with each edit. */
  revision: number
  replyTo: QuoteState | null
  threadId: string | null
  mentionedUserIds: string[]
  mentionsEveryone: boolean
  reactions: ReactionState[]
  attachments: AttachmentState[]
  card: CardState | null
}

export type RoomNoticeKind = 'CREATED' | 'RENAMED' | 'JOINED' | 'LEFT' | 'ADDED' | 'REMOVED' | 'ALARM' | 'RECOVERED'

export interface RoomNotice {
  kind: RoomNoticeKind
  /** Whom it is about; null: the room. */
  userId: string | null
  /** The new name, the reason, or the rule that raised an alarm. */
  text: string | null
  /** Of an alarm and a recovery. */
  alarm?: AlarmNews
}

/** An event of a room. It carries all that a reader needs, so that no row is read per subscriber. */
export interface RoomEventPayload {
  actorId: string | null
  /** The message as it is after the event, with the seq of the event that made it (null: this one). */
  message: (MessageState & { seq: number | null }) | null
  notice: RoomNotice | null
}

/** A message with the seqs of the events that made it and that changed it last. */
export interface PlacedMessage extends MessageState {
  roomId: string
  seq: number
  changedSeq: number
}
