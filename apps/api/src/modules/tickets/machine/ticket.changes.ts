import type { SubjectChange } from './ticket.commands.ts'
import type {
  CloseCause,
  Seat,
  Task,
  TaskStatus,
  TicketStatus,
  TimerKind,
  Token,
  Visit,
  VisitTimer,
} from './ticket.state.ts'

/**
 * What happened: the history's lines. They hold everything that came from outside (people, times), so that folding them needs
 * nothing else. `byUserId` is who brought it about; null: no person did, the course of the flow or a timer did.
 */
export type TicketChange = { at: string; byUserId: string | null } & WhatHappened

export type WhatHappened =
  | { kind: 'OPENED'; digest: string | null }
  | { kind: 'SUBMITTED'; digest: string | null }
  | { kind: 'TOKENS_MOVED'; gone: string[]; come: Token[]; taken: string[] }
  | { kind: 'NODE_ENTERED'; visit: Omit<Visit, 'state' | 'endedAt'>; tasks: Task[]; held: boolean }
  | { kind: 'NOTIFIED'; nodeId: string; userIds: string[]; message: string }
  | {
      kind: 'TASK_CHANGED'
      taskId: string
      status: TaskStatus
      comment: string
      advice: Task['advice']
      cause: CloseCause | null
    }
  /** `comment`: what was said to them. */
  | { kind: 'TASKS_ADDED'; tasks: Task[]; comment: string }
  /** `held`: they are still too few. */
  | { kind: 'PEOPLE_ASSIGNED'; visitId: string; seats: Seat[]; tasks: Task[]; held: boolean }
  | { kind: 'NODE_HELD'; visitId: string }
  | { kind: 'NODE_DECIDED'; visitId: string; outcome: 'PASSED' | 'FAILED' | 'CLOSED'; why: DecisionReason }
  | { kind: 'TIMER_FIRED'; visitId: string; timer: TimerKind; userIds: string[] }
  | { kind: 'ESCALATED'; visitId: string; seats: Seat[]; tasks: Task[]; timers: VisitTimer[] }
  /** `undone`: what was passed or gone after that node and is void now. Nothing of it when `toNodeId` is null: the round is over. */
  | { kind: 'SENT_BACK'; toNodeId: string | null; reason: string; undone: { visitIds: string[]; linkIds: string[] } }
  | { kind: 'STARTED_OVER'; digest: string; changes: SubjectChange[] }
  | { kind: 'ENDED'; status: TicketStatus; reason: string }
  | { kind: 'CONSUMED'; by: string }
  | { kind: 'COMMENTED'; text: string; attachmentIds: string[] }
  | { kind: 'URGED'; userIds: string[] }
  | { kind: 'COPIED'; userIds: string[] }

export type DecisionReason =
  /** The rule's need was met. */
  | 'RULE_MET'
  /** It can no longer be met. */
  | 'OUT_OF_REACH'
  | 'REJECTED'
  | 'VETOED'
  | 'DEADLINE'
  /** Somebody who was asked when the time was over said so. */
  | 'ESCALATED'
  | 'SENT_BACK'
  | 'STARTED_OVER'
  | 'TICKET_ENDED'
