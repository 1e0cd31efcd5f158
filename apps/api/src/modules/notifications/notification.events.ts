import type {
  EnvironmentKind,
  ReleaseKind,
  ReleaseStatus,
  TicketStatus,
} from '../../platform/database/generated/client/enums.ts'

/**
 * What hooks can ask for: the name in the API and the name that receivers read. A module with news of its own adds its events
 * here, its facts to `News`, and a sentence for each in both files of wording/.
 */
export const eventNames = {
  RELEASE_QUEUED: 'release.queued',
  RELEASE_WAITING_APPROVAL: 'release.waiting_approval',
  RELEASE_STARTED: 'release.started',
  RELEASE_SUCCEEDED: 'release.succeeded',
  RELEASE_FAILED: 'release.failed',
  RELEASE_CANCELLED: 'release.cancelled',
  RELEASE_ROLLED_BACK: 'release.rolled_back',
  TRAIN_WAITING_APPROVAL: 'train.waiting_approval',
  TRAIN_SUCCEEDED: 'train.succeeded',
  TRAIN_FAILED: 'train.failed',
  TRAIN_CANCELLED: 'train.cancelled',
  TRAIN_ROLLED_BACK: 'train.rolled_back',
  ENVIRONMENT_LOCKED: 'environment.locked',
  ENVIRONMENT_UNLOCKED: 'environment.unlocked',
  DRIFT_FOUND: 'drift.found',
  SERVER_ALARM: 'server.alarm',
  SERVER_RECOVERED: 'server.recovered',
  TICKET_WAITING: 'ticket.waiting',
  TICKET_REMINDED: 'ticket.reminded',
  TICKET_HELD: 'ticket.held',
  TICKET_NOTICE: 'ticket.notice',
  TICKET_DECIDED: 'ticket.decided',
} as const

export type NotificationEvent = (typeof eventNames)[keyof typeof eventNames]
/** Sent by the test button only; nobody asks for it. */
export const TEST_EVENT = 'test'
/** Sent by a ticket whose flow names the hook; nobody else asks for it. */
export const TICKET_EVENT = 'ticket.action'
export type SentEvent = NotificationEvent | typeof TEST_EVENT | typeof TICKET_EVENT

export interface PersonNamed {
  username: string
  name: string
}

/** The facts that a notification tells, in no language. Part of what receivers get: names stay, more may come. */
export interface News {
  /** When it happened, ISO 8601, UTC. */
  at: string
  /** Whose doing it is: for a release, who created it. Null: Sendoff's own. */
  by: PersonNamed | null
  project: { id: string; title: string } | null
  environment: { id: string; name: string; kind: EnvironmentKind } | null
  release?: ReleaseNews
  train?: TrainNews
  ticket?: TicketNews
  /** Servers, by name, that do not have what they should. */
  drift?: { servers: string[] }
  alarm?: AlarmNews
  lock?: { reason: string; until: string | null }
}

export interface AlarmNews {
  id: string
  /** Its name. */
  rule: string
  server: { id: string; name: string }
  key: string
  /** Null: it is about the state. */
  comparison: 'ABOVE' | 'BELOW' | null
  threshold: number | null
  /** What was measured when it began; null: the server was DOWN. */
  value: number | null
  /** The same in few words of no language, such as `cpu 97.3 % > 90 %`. */
  figures: string | null
  startedAt: string
  endedAt: string | null
}

export interface ReleaseNews {
  id: string
  number: number
  kind: ReleaseKind
  status: ReleaseStatus
  revision: string
  commit: string
  commitSubject: string | null
  note: string | null
  failure: string | null
  /** It put servers back to what they had: all of them are (DONE) or not (INCOMPLETE). Null: none had to go back. */
  wayBack?: 'DONE' | 'INCOMPLETE' | null
  /** A rollback: the number of the release that is put back. A retry: of the one that is tried again. */
  originNumber: number | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

export interface TrainNews {
  id: string
  number: number
  kind: ReleaseKind
  title: string
  note: string | null
  failure: string | null
  /** A rollback: the number of the train that is put back. */
  originNumber: number | null
  createdAt: string
  finishedAt: string | null
  /** In their order. */
  cars: { releaseId: string; number: number; status: ReleaseStatus; project: string; environment: string }[]
}

export interface TicketNews {
  id: string
  number: number
  title: string
  flow: string
  status: TicketStatus
  round: number
  /** At which step; null: it is about the whole ticket. */
  node: string | null
  /** Exactly those whom it concerns: who is asked, reminded or told, or who waited for the answer. */
  people: PersonNamed[]
  /** What somebody wrote with it. */
  message: string | null
  /** Of `ticket.action`: its answers, by the names of the fields. */
  form?: Record<string, unknown>
}

/** Which event a release's status is news for; null for none. */
export function eventOf({ kind, status }: Pick<ReleaseNews, 'kind' | 'status'>): NotificationEvent | null {
  switch (status) {
    case 'QUEUED':
      return eventNames.RELEASE_QUEUED
    case 'WAITING_APPROVAL':
      return eventNames.RELEASE_WAITING_APPROVAL
    case 'RUNNING':
      return eventNames.RELEASE_STARTED
    case 'SUCCEEDED':
      return kind === 'ROLLBACK' ? eventNames.RELEASE_ROLLED_BACK : eventNames.RELEASE_SUCCEEDED
    case 'FAILED':
      return eventNames.RELEASE_FAILED
    case 'CANCELLED':
      return eventNames.RELEASE_CANCELLED
    default:
      return null
  }
}
