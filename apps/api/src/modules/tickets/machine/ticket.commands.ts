import type { TimerKind } from './ticket.state.ts'

/** What can be asked of a ticket. Who may is judged by the machine as far as the ticket says it; roles are the service's. */
export type TicketCommand =
  /** Of a DRAFT. */
  | { kind: 'OPEN'; userId: string }
  /** Of one SENT_BACK: begins the next round, at the node that sent it back's choice or at the start. */
  | { kind: 'SUBMIT'; userId: string }
  | TaskCommand
  /** Changes no state. */
  | { kind: 'COMMENT'; userId: string; text: string; attachmentIds: string[] }
  /** At most once in ten minutes. */
  | { kind: 'URGE'; userId: string }
  | { kind: 'COPY'; userId: string; userIds: string[] }
  | { kind: 'WITHDRAW'; userId: string; reason: string }
  | { kind: 'CANCEL'; userId: string; reason: string }
  /** Names people for a visit that is HELD. */
  | { kind: 'ASSIGN'; userId: string; visitId: string; userIds: string[] }
  /** What is to be approved has changed: decisions are void, the round grows by one. */
  | { kind: 'START_OVER'; digest: string; changes: SubjectChange[] }
  | { kind: 'TIMER'; visitId: string; timer: TimerKind }
  /** What was approved begins; once. `by` names it, such as `release:<id>`. */
  | { kind: 'CONSUME'; userId: string; by: string }
  | { kind: 'REVOKE'; userId: string; reason: string }
  /** The time for which an approval holds is over. */
  | { kind: 'LAPSE' }
  /** Of a DRAFT. */
  | { kind: 'DELETE'; userId: string }

/** What whoever has a task may do with it. `round` is the one that they looked at. */
export type TaskCommand = { userId: string; taskId: string; round: number; comment: string } & (
  | { kind: 'APPROVE' }
  /** The comment is the reason and must not be empty. Of an ADVISES task both are only advice. */
  | { kind: 'REJECT' }
  /** Somebody else decides instead. */
  | { kind: 'TRANSFER'; toUserId: string }
  /** Somebody is asked for advice; the owner still decides, and may do so without waiting for it. */
  | { kind: 'DELEGATE'; toUserId: string }
  /** BEFORE: they sign first. TOGETHER: all must agree, in any order. AFTER: they sign once this task is approved. */
  | { kind: 'ADD_SIGNER'; when: 'BEFORE' | 'TOGETHER' | 'AFTER'; userIds: string[] }
  /** Null: to whoever opened it. Else to a node that was passed on the way here. */
  | { kind: 'SEND_BACK'; toNodeId: string | null }
)

/** A fact of the subject by its path; null: it was or is not there. */
export interface SubjectChange {
  field: string
  before: string | null
  after: string | null
}
