import type { ApprovalNode, PeopleSource } from '../../../flows/flow.definition.ts'
import type { Seat, Task, Visit } from '../ticket.state.ts'
import type { TicketFacts } from '../ticket.verdict.ts'

export type Chair = Omit<Seat, 'id'>

/** Whether somebody may decide at a node at all. */
export const mayDecideAt = (node: ApprovalNode, facts: TicketFacts, userId: string): boolean =>
  facts.isActive(userId) && (node.selfApproval || !facts.isSelf(userId))

/** Who gets a seat when a node is entered: everybody once, in the order in which the node names them. */
export function chairsOf(node: ApprovalNode, facts: TicketFacts): Chair[] {
  const chairs = new Map<string, Chair>()
  const seat = (sources: PeopleSource[], change: (chair: Chair) => void, voice: Chair['voice'] = 'VOTE') => {
    for (const userId of new Set(sources.flatMap((source) => facts.peopleOf(source)))) {
      if (!mayDecideAt(node, facts, userId)) continue
      const chair = chairs.get(userId) ?? { userId, groups: [], veto: false, voice }
      chairs.set(userId, chair)
      change(chair)
    }
  }
  if (node.rule.kind === 'GROUPS') {
    for (const [position, { people }] of node.rule.groups.entries())
      seat(people, (chair) => chair.groups.push(position))
  } else {
    seat(node.people, () => {})
  }
  const veto = (chair: Chair) => {
    chair.veto = true
  }
  seat(node.veto, veto, 'OBJECTION')
  return [...chairs.values()]
}

/** Everybody who has, or had, a part in a visit: each belongs to one seat and to no other. */
export function seatsTaken(visit: Visit, tasks: readonly Task[]): Map<string, string> {
  const seatOf = new Map(visit.seats.map(({ id, userId }) => [userId, id]))
  for (const { visitId, userId, seatId } of tasks) if (visitId === visit.id) seatOf.set(userId, seatId)
  return seatOf
}
