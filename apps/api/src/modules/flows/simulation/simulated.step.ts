import { tallyOfVisit } from '../../tickets/machine/seats/seat.vote.ts'
import type { TicketChange } from '../../tickets/machine/ticket.changes.ts'
import type { TicketFacts } from '../../tickets/machine/ticket.verdict.ts'
import type { ApprovalNode } from '../flow.definition.ts'
import { nodeOf } from '../graph/flow.graph.ts'

export interface SimulatedStep {
  nodeId: string
  /** Who would be asked, or told; each with the person for whom they stand in. */
  people: { userId: string; inPlaceOf: string | null }[]
  /** How many of them must approve; null: it is no approval. */
  need: number | null
  blockers: Blocker[]
}

export type Blocker =
  /** Its sources name nobody now. */
  | 'NOBODY_TO_ASK'
  /** They name only people who may not approve it: whoever opens it, or whose change it is. */
  | 'ONLY_SELF'
  /** They name some, but fewer than the rule needs. */
  | 'TOO_FEW_PEOPLE'
  /** Nothing reminds, escalates or ends it if nobody answers. */
  | 'NO_DEADLINE'

/** What of a simulated history is a step: where a token came to, and who is asked or told there. */
export function stepFrom(change: TicketChange, facts: TicketFacts): SimulatedStep[] {
  const { definition } = facts
  if (change.kind === 'NOTIFIED') {
    const people = change.userIds.map((userId) => ({ userId, inPlaceOf: null }))
    return [{ nodeId: change.nodeId, people, need: null, blockers: [] }]
  }
  if (change.kind === 'NODE_ENTERED') {
    const node = nodeOf(definition, change.visit.nodeId) as ApprovalNode
    const people = change.tasks.map(({ userId, inPlaceOf }) => ({ userId, inPlaceOf }))
    const { need } = tallyOfVisit(node, change.visit, [])
    const votes = change.visit.seats.filter(({ voice }) => voice === 'VOTE').length
    const blockers: Blocker[] = change.held ? [whyHeld(node, votes, facts)] : []
    if (!node.deadline) blockers.push('NO_DEADLINE')
    return [{ nodeId: node.id, people, need, blockers }]
  }
  if (change.kind !== 'TOKENS_MOVED') return []
  return change.come
    .filter(({ nodeId }) => !['APPROVAL', 'NOTIFY'].includes(nodeOf(definition, nodeId).kind))
    .map(({ nodeId }) => ({ nodeId, people: [], need: null, blockers: [] }))
}

function whyHeld({ rule, people }: ApprovalNode, votes: number, facts: TicketFacts): Blocker {
  if (votes > 0) return 'TOO_FEW_PEOPLE'
  const sources = rule.kind === 'GROUPS' ? rule.groups.flatMap((group) => group.people) : people
  return sources.some((source) => facts.peopleOf(source).length > 0) ? 'ONLY_SELF' : 'NOBODY_TO_ASK'
}
