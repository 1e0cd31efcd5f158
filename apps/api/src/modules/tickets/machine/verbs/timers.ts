import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { closeTask, decideVisit } from '../course/closing.ts'
import { endTicket } from '../course/ending.ts'
import { mayDecideAt, seatsTaken } from '../seats/seat.people.ts'
import { ownersOf, tasksFor } from '../seats/seat.tasks.ts'
import { tasksOfVisit } from '../seats/seat.vote.ts'
import type { TicketCommand } from '../ticket.commands.ts'
import { type Run, record, type Verb } from '../ticket.run.ts'
import type { Seat, Visit, VisitTimer } from '../ticket.state.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'

/** What is due at a visit happens, once, and only while somebody still has to decide there. */
export const onTime: Verb<Extract<TicketCommand, { kind: 'TIMER' }>> = (run, command) => {
  const { now } = run.facts
  const visit = run.state.visits.find(({ id }) => id === command.visitId)
  const timer = visit?.timers.find(({ kind }) => kind === command.timer)
  if (!visit || !timer) return { reason: 'NODE_REFUSED' }
  if (!visitStands(visit) || timer.fired) {
    const status = timer.fired ? 'FIRED' : visit.state
    return { reason: 'ALREADY_DECIDED', decided: { byUserId: null, at: visit.endedAt ?? timer.dueAt, status } }
  }
  if (Date.parse(timer.dueAt) > Date.parse(now)) return { reason: 'TOO_SOON', retryAt: timer.dueAt }
  const asked = tasksOfVisit(run.state, visit.id).filter(({ status }) => taskIsActive(status))
  const userIds = [...new Set(asked.map(({ userId }) => userId))]
  record(run, { kind: 'TIMER_FIRED', visitId: visit.id, timer: timer.kind, userIds })
  if (timer.kind === 'EXPIRE' || (timer.kind === 'ESCALATE' && !escalate(run, visit))) expire(run, visit)
  return null
}

/** Asks more people, whose word decides: they answer for all who did not. False: there is nobody to ask. */
function escalate(run: Run, visit: Visit): boolean {
  const { state, facts } = run
  const node = nodeOfKind(facts.definition, visit.nodeId, 'APPROVAL')
  const present = new Set(seatsTaken(visit, state.tasks).keys())
  const sources = node.deadline?.escalateTo ?? []
  const userIds = new Set(sources.flatMap((source) => facts.peopleOf(source)))
  const fresh = [...userIds].filter((userId) => !present.has(userId) && mayDecideAt(node, facts, userId))
  if (fresh.length === 0) return false
  const seats = fresh.map(
    (userId, index): Seat => ({
      id: `${visit.id}.${visit.seats.length + index + 1}`,
      userId,
      groups: [],
      veto: false,
      voice: 'CASTING',
    }),
  )
  for (const userId of fresh) present.add(userId)
  const tasks = tasksFor(
    run,
    node,
    visit,
    ownersOf(seats, () => 'PENDING'),
    present,
  )
  record(run, { kind: 'ESCALATED', visitId: visit.id, seats, tasks, timers: lastTimer(run, visit) })
  return true
}

/** Whoever is asked late has half of the time again. Where the visit's timers say already when it expires, they hold. */
function lastTimer({ facts }: Run, { nodeId, timers }: Visit): VisitTimer[] {
  const { deadline } = nodeOfKind(facts.definition, nodeId, 'APPROVAL')
  if (!deadline || timers.some(({ kind }) => kind === 'EXPIRE')) return []
  const half = { ...deadline, minutes: Math.ceil(deadline.minutes / 2), escalateTo: [] }
  return facts.timersOf(half).filter(({ kind }) => kind === 'EXPIRE')
}

/** Nobody answered in time, which is a no. */
function expire(run: Run, visit: Visit): void {
  for (const task of tasksOfVisit(run.state, visit.id)) {
    if (taskIsActive(task.status)) closeTask(run, task, 'DEADLINE', 'EXPIRED')
  }
  decideVisit(run, visit, 'FAILED', 'DEADLINE', 'DEADLINE')
  endTicket(run, 'EXPIRED', '')
}
