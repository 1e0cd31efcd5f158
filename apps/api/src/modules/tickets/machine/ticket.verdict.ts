import type { FlowDefinition, NodeDeadline, PeopleSource } from '../../flows/flow.definition.ts'
import type { FormValues } from '../../flows/form.definition.ts'
import type { TicketChange } from './ticket.changes.ts'
import type { VisitTimer } from './ticket.state.ts'

/** What the machine must know from outside, loaded before it judges. It asks for nothing else and keeps nothing. */
export interface TicketFacts {
  definition: FlowDefinition
  values: FormValues
  /** The database's clock, ISO 8601. */
  now: string
  digest: string | null
  /** Active people, in order, each once; empty: the source names nobody. */
  peopleOf(source: PeopleSource): string[]
  isActive(userId: string): boolean
  /** Who acts for somebody now, by a standing delegation; null: nobody. */
  standInOf(userId: string): string | null
  /** Whose approval would be self-approval: who opened the ticket, and of a release the commit's author and committer. */
  isSelf(userId: string): boolean
  /** When a visit that begins now reminds, escalates (if there is somebody to ask) and expires, by the working calendar. */
  timersOf(deadline: NodeDeadline): VisitTimer[]
}

/** Either what happened, in order, or why nothing did. Never both, never a part. */
export type Verdict = { changes: TicketChange[] } | { refused: Refusal }

export interface Refusal {
  reason: /** There is no such task, or it is somebody else's. */
    | 'NOT_YOURS'
    /** Somebody, or a rule, was faster. */
    | 'ALREADY_DECIDED'
    /** It was made for a round that is over. */
    | 'OTHER_ROUND'
    /** The ticket's status does not allow it. */
    | 'WRONG_STATUS'
    | 'SELF_APPROVAL'
    | 'REASON_NEEDED'
    /** Somebody named may not be asked: not active, or at this node already. `userId` says who. */
    | 'PERSON_REFUSED'
    | 'NODE_REFUSED'
    | 'TOO_SOON'
    /** Its turn has not come: others must sign first. */
    | 'NOT_YET'
    /** Advice can only be given, and who was added to sign adds nobody else. */
    | 'NOT_IN_THIS_PART'
  /** Who was faster, when, and with what: a task's or a ticket's status, or of a task that was closed the cause's kind. */
  decided?: { byUserId: string | null; at: string; status: string }
  userId?: string
  /** The earliest time to try again. */
  retryAt?: string
}
