import type { FlowDefinition } from '../../../flows/flow.definition.ts'
import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { decisionOf } from '../course/deciding.ts'
import { signaturesOf, tasksOfVisit, voteOf } from '../seats/seat.vote.ts'
import type { DecisionReason } from '../ticket.changes.ts'
import type { Seat, SeatVoice, Task, TicketState, Visit } from '../ticket.state.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'
import { type Need, needOf } from './need.ts'

/**
 * A stay at an approval that asks by poll, as a poll shows it: who is asked, who said what, and what came of it. Read from the
 * ticket's state and kept nowhere, so that it cannot say anything else than the machine that decides.
 */
export interface GoNoGo {
  visitId: string
  nodeId: string
  round: number
  /** HELD: too few are left who may decide. VOID: it ended without an outcome, or its outcome counts no more. */
  state: 'OPEN' | 'HELD' | 'GO' | 'NO_GO' | 'VOID'
  /** Why it came out as it did; null: it has not. */
  why: DecisionReason | null
  openedAt: string
  endedAt: string | null
  /** When others are asked in addition, or it expires; null: never, or it is over. */
  closesAt: string | null
  need: Need
  ballots: GoNoGoBallot[]
}

/** One vote: a person has one, however many sign for it. */
export interface GoNoGoBallot {
  seatId: string
  /** Whose vote it is. */
  userId: string
  voice: SeatVoice
  veto: boolean
  vote: 'GO' | 'NO_GO' | null
  /** Who can give it now: whose vote it is, or who acts for them, or signs with them. */
  askedIds: string[]
  /** Who said the word that made it a vote; null: nobody yet. */
  byUserId: string | null
  at: string | null
  comment: string
}

const outcomes = { OPEN: 'OPEN', HELD: 'HELD', PASSED: 'GO', FAILED: 'NO_GO', CLOSED: 'VOID' } as const
const votes = { APPROVED: 'GO', REJECTED: 'NO_GO', OPEN: null } as const

/** The polls of a ticket, one for each node that asks by one and was come to: its last stay there, in the order of the drawing. */
export function goNoGosOf(definition: FlowDefinition, state: TicketState): GoNoGo[] {
  return definition.nodes.flatMap((node) => {
    if (node.kind !== 'APPROVAL' || !node.askByPoll) return []
    const visit = state.visits.findLast(({ nodeId }) => nodeId === node.id)
    return visit ? [goNoGoOf(definition, state, visit)] : []
  })
}

/** Whether somebody is asked by poll now, or would be if there were enough people. */
export const asksByPoll = (definition: FlowDefinition, state: TicketState): boolean =>
  goNoGosOf(definition, state).some(({ state: stands }) => stands === 'OPEN' || stands === 'HELD')

export function goNoGoOf(definition: FlowDefinition, state: TicketState, visit: Visit): GoNoGo {
  const node = nodeOfKind(definition, visit.nodeId, 'APPROVAL')
  const tasks = tasksOfVisit(state, visit.id)
  const outcome = outcomes[visit.state]
  const decided = outcome === 'GO' || outcome === 'NO_GO'
  const { id: visitId, nodeId, round, enteredAt: openedAt, endedAt } = visit
  return {
    ...{ visitId, nodeId, round, state: outcome, openedAt, endedAt },
    // What nobody decided failed because its time was over.
    why: decided ? (decisionOf(node, visit, tasks)?.why ?? 'DEADLINE') : null,
    closesAt: visitStands(visit) ? endOf(visit) : null,
    need: needOf(node, visit, tasks),
    ballots: visit.seats.map((seat) => ballotOf(seat, tasks)),
  }
}

function ballotOf({ id: seatId, userId, voice, veto }: Seat, tasks: readonly Task[]): GoNoGoBallot {
  const signatures = signaturesOf(tasks, seatId)
  const said = voteOf(tasks, seatId)
  const word = said === 'OPEN' ? null : lastOf(signatures.filter(({ status }) => status === said))
  return {
    ...{ seatId, userId, voice, veto, vote: votes[said] },
    askedIds: signatures.filter(({ status }) => taskIsActive(status)).map((task) => task.userId),
    ...{ byUserId: word?.userId ?? null, at: word?.decidedAt ?? null, comment: word?.comment ?? '' },
  }
}

const lastOf = (tasks: Task[]): Task | null =>
  tasks.reduce<Task | null>(
    (last, task) => (last && (last.decidedAt ?? '') > (task.decidedAt ?? '') ? last : task),
    null,
  )

const endOf = ({ timers }: Visit): string | null =>
  timers
    .filter(({ kind, fired }) => !fired && (kind === 'ESCALATE' || kind === 'EXPIRE'))
    .map(({ dueAt }) => dueAt)
    .sort()[0] ?? null
