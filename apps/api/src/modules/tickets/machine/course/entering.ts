import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import { chairsOf } from '../seats/seat.people.ts'
import { ownersOf, tasksFor } from '../seats/seat.tasks.ts'
import { seatsTurn } from '../seats/seat.turn.ts'
import { canPass } from '../seats/seat.vote.ts'
import type { Run } from '../ticket.run.ts'
import { follow } from '../ticket.run.ts'
import type { Token } from '../ticket.state.ts'

/** A token comes to an APPROVAL: who is asked is fixed here. Too few for the rule: the visit is held until somebody names people. */
export function enter(run: Run, token: Token, node: ApprovalNode): void {
  const { state, facts } = run
  const id = `v${state.visits.length + 1}`
  const seats = chairsOf(node, facts).map((chair, index) => ({ id: `${id}.${index + 1}`, ...chair }))
  const held = !canPass(node, { seats }, [], facts.isActive)
  const visit = {
    id,
    nodeId: node.id,
    tokenId: token.id,
    round: state.round,
    path: token.path,
    enteredAt: facts.now,
    seats,
    timers: node.deadline ? facts.timersOf(node.deadline) : [],
  }
  const wishes = ownersOf(seats, (seat) => (!held && seatsTurn(node, seats, [], seat.id) ? 'PENDING' : 'BLOCKED'))
  const present = new Set(seats.map(({ userId }) => userId))
  follow(run, { kind: 'NODE_ENTERED', visit, tasks: tasksFor(run, node, visit, wishes, present), held })
}
