/** Where a ticket stands. Status groups and what may follow what: see ticket.transitions.ts. */
export type TicketStatus =
  | 'DRAFT'
  | 'RUNNING'
  | 'SENT_BACK'
  | 'APPROVED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'WITHDRAWN'
  | 'CANCELLED'
  | 'CONSUMED'
  | 'REVOKED'
  | 'LAPSED'
  | 'DELETED'

export type TaskStatus =
  | 'BLOCKED'
  | 'PENDING'
  | 'WAITS_FOR_ADDED'
  | 'APPROVED'
  | 'REJECTED'
  | 'TRANSFERRED'
  | 'DELEGATED'
  | 'SENT_BACK'
  | 'EXPIRED'
  | 'SKIPPED'
  | 'CLOSED'

/** A ticket's history folded: plain data, kept as JSON. Made by `evolve` alone. */
export interface TicketState {
  status: TicketStatus
  /** 0 while it is a draft, 1 when it is opened; one more each time it begins anew. */
  round: number
  initiatorId: string
  /** Digest of what is to be approved; null: of its form alone. */
  digest: string | null
  /** While RUNNING their weights add up to 1: each fork divides a token's weight evenly among its ways, each join adds it up. */
  tokens: Token[]
  /** How many tokens there have ever been: the next one's id follows from it. */
  tokensMade: number
  /** The links that this round has gone, in their order; what is sent back gives up those after the node that it goes back to. */
  taken: string[]
  /** In the order in which they were entered, of all rounds. */
  visits: Visit[]
  /** In the order in which they came to be, of all rounds. */
  tasks: Task[]
  /** When it was last urged. */
  urgedAt: string | null
  /** How and when it came to its end (or was approved), and who brought it about; null: it has not. */
  end: TicketEnd | null
}

export interface TicketEnd {
  status: TicketStatus
  at: string
  /** Null: nobody, a rule or a timer did. */
  byUserId: string | null
  reason: string
}

/** Where a run stands. A ticket has several between a fork and its join. */
export interface Token {
  id: string
  nodeId: string
  /** The ways taken at the forks around it, outermost first: `{forkId}/{linkId}`. */
  path: string[]
}

/** One stay of a token at an APPROVAL. */
export interface Visit {
  id: string
  nodeId: string
  tokenId: string
  round: number
  path: string[]
  /**
   * HELD: too few are left who may decide, and nobody has said no; somebody must name people. CLOSED: it ended without a decision,
   * or what was decided is void because the ticket was sent back to before it.
   */
  state: 'OPEN' | 'HELD' | 'PASSED' | 'FAILED' | 'CLOSED'
  enteredAt: string
  endedAt: string | null
  /** Fixed when it is entered: what n is. One vote each. Grows only by ASSIGN and by escalation. */
  seats: Seat[]
  /** When what is due is due; null: it waits for ever. */
  timers: VisitTimer[]
}

export interface Seat {
  id: string
  /** Whose vote it is. */
  userId: string
  /** Of GROUPS: the positions of the groups that this person belongs to. Else empty. */
  groups: number[]
  /** A rejection here fails the visit whatever the rule. */
  veto: boolean
  voice: SeatVoice
}

export type SeatVoice =
  /** Counts for the rule: it is one of n. */
  | 'VOTE'
  /** Asked only whether they object: a rejection fails the visit, an approval counts nothing. */
  | 'OBJECTION'
  /** Asked because the time was over: one word from here decides the visit, whatever the rule. */
  | 'CASTING'

export type TimerKind = 'REMIND_HALF' | 'REMIND_NINE_TENTHS' | 'ESCALATE' | 'EXPIRE'

export interface VisitTimer {
  kind: TimerKind
  dueAt: string
  fired: boolean
}

/** One person's part in a seat. Who owns the seat DECIDES; who was asked for advice ADVISES; an added signer must agree too. */
export interface Task {
  id: string
  visitId: string
  seatId: string
  nodeId: string
  round: number
  userId: string
  part: 'DECIDES' | 'ADVISES' | 'SIGNS_BEFORE' | 'SIGNS_TOGETHER' | 'SIGNS_AFTER'
  /** For whom this person acts, by a standing delegation; else null. */
  inPlaceOf: string | null
  /** The task that brought this one about: it was transferred, asks for advice, or added a signer. */
  causedBy: string | null
  status: TaskStatus
  /** Of ADVISES: what was advised; its status is then APPROVED or REJECTED and counts nothing. */
  advice: 'APPROVE' | 'REJECT' | null
  comment: string
  /** When it came to be; of one that was BLOCKED: when its turn came. */
  openedAt: string
  decidedAt: string | null
  /** Why it ended without this person's decision: who decided instead, or that it was withdrawn. */
  closedBecause: CloseCause | null
}

export interface CloseCause {
  kind:
    | 'NODE_PASSED'
    | 'NODE_FAILED'
    | 'TICKET_ENDED'
    | 'SENT_BACK'
    | 'WITHDRAWN'
    | 'CANCELLED'
    | 'STARTED_OVER'
    /** Of advice: who asked for it did not wait. */
    | 'OWNER_DECIDED'
    /** Somebody who signs for the same seat has rejected. */
    | 'VOTE_DECIDED'
    | 'DEADLINE'
  /** Who brought it about; null: nobody, a rule or a timer did. */
  byUserId: string | null
}
