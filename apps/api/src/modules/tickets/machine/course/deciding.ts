import type { ApprovalNode, ApprovalNodeRule } from '../../../flows/flow.definition.ts'
import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { isMet, isOutOfReach } from '../rules/tally.ts'
import { turnHasCome } from '../seats/seat.turn.ts'
import { tallyOfVisit, tasksOfVisit, voteOf } from '../seats/seat.vote.ts'
import type { DecisionReason } from '../ticket.changes.ts'
import { follow, type Run } from '../ticket.run.ts'
import type { Seat, Task, Visit } from '../ticket.state.ts'
import { taskIsOver, visitStands } from '../ticket.transitions.ts'
import { closeTask, decideVisit } from './closing.ts'
import { endTicket } from './ending.ts'

/** Does the next thing that follows from what was said at the approvals. False: nothing does. */
export function decide(run: Run): boolean {
  return run.state.visits.some((visit) => {
    if (!visitStands(visit)) return false
    const node = nodeOfKind(run.facts.definition, visit.nodeId, 'APPROVAL')
    const tasks = tasksOfVisit(run.state, visit.id)
    const decision = decisionOf(node, visit, tasks)
    if (decision === null) return silenceRejectedSeat(run, tasks) || openTurn(run, node, visit, tasks)
    if (decision.outcome === 'PASSED') {
      decideVisit(run, visit, 'PASSED', decision.why, 'NODE_PASSED')
    } else {
      decideVisit(run, visit, 'FAILED', decision.why, 'NODE_FAILED')
      endTicket(run, 'REJECTED', lastObjection(tasks))
    }
    return true
  })
}

/** A veto goes before all, then the word of who was asked when the time was over, then the rule. Null: it is open. */
export function decisionOf(
  node: ApprovalNode,
  visit: Visit,
  tasks: readonly Task[],
): { outcome: 'PASSED' | 'FAILED'; why: DecisionReason } | null {
  const said = (vote: 'APPROVED' | 'REJECTED', which: (seat: Seat) => boolean) =>
    visit.seats.some((seat) => which(seat) && voteOf(tasks, seat.id) === vote)
  const casting = ({ voice }: Seat) => voice === 'CASTING'
  if (said('REJECTED', ({ veto }) => veto)) return { outcome: 'FAILED', why: 'VETOED' }
  if (said('REJECTED', casting)) return { outcome: 'FAILED', why: 'ESCALATED' }
  if (said('APPROVED', casting)) return { outcome: 'PASSED', why: 'ESCALATED' }
  const tally = tallyOfVisit(node, visit, tasks)
  if (isMet(tally)) return { outcome: 'PASSED', why: 'RULE_MET' }
  // Out of reach without a rejection are too few people, not a no.
  if (!isOutOfReach(tally) || !said('REJECTED', ({ voice }) => voice === 'VOTE')) return null
  return { outcome: 'FAILED', why: failsAtOnce(node.rule) ? 'REJECTED' : 'OUT_OF_REACH' }
}

/** Whether one rejection is enough. */
const failsAtOnce = (rule: ApprovalNodeRule): boolean =>
  rule.kind === 'ANY' ? rule.failsAt === 'FIRST_REJECTION' : rule.kind === 'ALL' || rule.kind === 'SEQUENCE'

/** Once one who signs for a seat has rejected, the others of it are not asked any more. */
function silenceRejectedSeat(run: Run, tasks: readonly Task[]): boolean {
  const left = tasks.find((task) => !taskIsOver(task.status) && voteOf(tasks, task.seatId) === 'REJECTED')
  if (!left) return false
  closeTask(run, left, 'VOTE_DECIDED', left.status === 'BLOCKED' ? 'SKIPPED' : 'CLOSED')
  return true
}

/** Asks whose turn has come. */
function openTurn(run: Run, node: ApprovalNode, visit: Visit, tasks: readonly Task[]): boolean {
  const waits = ({ status }: Task) => status === 'BLOCKED' || status === 'WAITS_FOR_ADDED'
  const next = tasks.find((task) => waits(task) && turnHasCome(node, visit, tasks, task))
  if (!next) return false
  const { id: taskId, comment, advice } = next
  follow(run, { kind: 'TASK_CHANGED', taskId, status: 'PENDING', comment, advice, cause: null })
  return true
}

/** Why the last who rejected did: what the ticket's end gives as its reason. */
const lastObjection = (tasks: readonly Task[]): string =>
  tasks.filter(({ status, part }) => status === 'REJECTED' && part !== 'ADVISES').at(-1)?.comment ?? ''
