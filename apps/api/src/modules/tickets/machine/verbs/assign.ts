import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { ownersOf, tasksFor } from '../seats/seat.tasks.ts'
import { couldPass } from '../seats/seat.vote.ts'
import type { TicketCommand } from '../ticket.commands.ts'
import { record, type Verb } from '../ticket.run.ts'
import type { Seat } from '../ticket.state.ts'
import { visitStands } from '../ticket.transitions.ts'
import { notOfStatus, notToBeAsked } from './refusals.ts'

/** Names people where too few could be asked. Each gets a vote, and may count for any one of the groups. */
export const assign: Verb<Extract<TicketCommand, { kind: 'ASSIGN' }>> = (run, { visitId, userIds }) => {
  const { state, facts } = run
  if (state.status !== 'RUNNING') return notOfStatus(state)
  const visit = state.visits.find(({ id }) => id === visitId)
  if (!visit) return { reason: 'NODE_REFUSED' }
  if (visit.round !== state.round) return { reason: 'OTHER_ROUND' }
  if (!visitStands(visit)) {
    return {
      reason: 'ALREADY_DECIDED',
      decided: { byUserId: null, at: visit.endedAt ?? facts.now, status: visit.state },
    }
  }
  if (visit.state !== 'HELD') return { reason: 'NODE_REFUSED' }
  const node = nodeOfKind(facts.definition, visit.nodeId, 'APPROVAL')
  if (userIds.length === 0) return { reason: 'PERSON_REFUSED' }
  for (const [index, userId] of userIds.entries()) {
    if (userIds.indexOf(userId) < index) return { reason: 'PERSON_REFUSED', userId }
    const refused = notToBeAsked(run, node, visit, userId)
    if (refused) return refused
  }
  const groups = node.rule.kind === 'GROUPS' ? node.rule.groups.map((_, position) => position) : []
  const seats = userIds.map(
    (userId, index): Seat => ({
      id: `${visitId}.${visit.seats.length + index + 1}`,
      userId,
      groups,
      veto: false,
      voice: 'VOTE',
    }),
  )
  const held = !couldPass(node, [...visit.seats, ...seats])
  const present = new Set([...seatsTaken(visit, state.tasks).keys(), ...userIds])
  const tasks = tasksFor(
    run,
    node,
    visit,
    ownersOf(seats, () => 'BLOCKED'),
    present,
  )
  record(run, { kind: 'PEOPLE_ASSIGNED', visitId, seats, tasks, held })
  return null
}
