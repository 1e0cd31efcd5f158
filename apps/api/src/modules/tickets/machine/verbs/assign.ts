import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { ownersOf, tasksFor } from '../seats/seat.tasks.ts'
import { canPass, tasksOfVisit, unsignedByGone } from '../seats/seat.vote.ts'
import type { TicketCommand } from '../ticket.commands.ts'
import { type Run, record, type Verb } from '../ticket.run.ts'
import type { Seat, Visit } from '../ticket.state.ts'
import { visitStands } from '../ticket.transitions.ts'
import { handOver } from './pass-on.ts'
import { notAllToBeAsked, notOfStatus } from './refusals.ts'

/** Names people where too few are left who may decide: they take the places of those who have left, and further ones beside them. */
export const assign: Verb<Extract<TicketCommand, { kind: 'ASSIGN' }>> = (run, { visitId, userIds }) => {
  const { state, facts } = run
  if (state.status !== 'RUNNING') return notOfStatus(state)
  const visit = state.visits.find(({ id }) => id === visitId)
  if (!visit) return { reason: 'NODE_REFUSED' }
  if (visit.round !== state.round) return { reason: 'OTHER_ROUND' }
  if (!visitStands(visit)) {
    const decided = { byUserId: null, at: visit.endedAt ?? facts.now, status: visit.state }
    return { reason: 'ALREADY_DECIDED', decided }
  }
  const node = nodeOfKind(facts.definition, visit.nodeId, 'APPROVAL')
  const tasks = tasksOfVisit(state, visitId)
  if (visit.state === 'OPEN' && canPass(node, visit, tasks, facts.isActive)) return { reason: 'NODE_REFUSED' }
  const refused = notAllToBeAsked(run, node, visit, userIds)
  if (refused) return refused
  if (visit.state === 'OPEN') record(run, { kind: 'NODE_HELD', visitId })
  const gone = visit.seats.flatMap(({ id }) => unsignedByGone(tasks, id, facts.isActive))
  for (const [index, task] of gone.slice(0, userIds.length).entries()) {
    handOver(run, { task, visit, node }, userIds[index] as string, '', userIds)
  }
  addSeats(run, node, visit, userIds.slice(gone.length))
  return null
}

/** Each gets a vote, and may count for any one of the groups. */
function addSeats(run: Run, node: ApprovalNode, visit: Visit, userIds: string[]): void {
  const groups = node.rule.kind === 'GROUPS' ? node.rule.groups.map((_, position) => position) : []
  const seats = userIds.map(
    (userId, index): Seat => ({
      id: `${visit.id}.${visit.seats.length + index + 1}`,
      userId,
      groups,
      veto: false,
      voice: 'VOTE',
    }),
  )
  const wishes = ownersOf(seats, () => 'BLOCKED')
  const present = new Set([...seatsTaken(visit, run.state.tasks).keys(), ...userIds])
  const tasks = tasksFor(run, node, visit, wishes, present)
  const all = [...tasksOfVisit(run.state, visit.id), ...tasks]
  const held = !canPass(node, { seats: [...visit.seats, ...seats] }, all, run.facts.isActive)
  record(run, { kind: 'PEOPLE_ASSIGNED', visitId: visit.id, seats, tasks, held })
}
