import type { ApprovalNode, FlowDefinition } from '../flows/flow.definition.ts'
import type { Tally } from './machine/rules/tally.ts'
import { tallyOfVisit, tasksOfVisit } from './machine/seats/seat.vote.ts'
import type { TicketState, Visit } from './machine/ticket.state.ts'
import { taskIsActive, visitStands } from './machine/ticket.transitions.ts'

export type StepState = 'WAITING' | 'CURRENT' | 'HELD' | 'PASSED' | 'FAILED' | 'NOT_TAKEN'

export interface Step {
  nodeId: string
  state: StepState
  /** The last stay of this round; null: none, or not a node at which people decide. */
  visit: Visit | null
}

/** Why a ticket waits at a place, and who could change that. */
export interface Wait {
  nodeId: string | null
  reason: 'DECISIONS' | 'HELD' | 'SUBMISSION'
  userIds: string[]
  since: string
  /** Admins can, too, where nobody is left. */
  unblockerIds: string[]
}

/** How a visit stands by its rule: how many approvals it needs, and how many of them are there; null: of no approval node. */
export function tallyIn(definition: FlowDefinition, { tasks }: TicketState, visit: Visit): Tally | null {
  const node = definition.nodes.find((one): one is ApprovalNode => one.id === visit.nodeId && one.kind === 'APPROVAL')
  return node ? tallyOfVisit(node, visit, tasksOfVisit({ tasks }, visit.id)) : null
}

const ofVisit: Record<Visit['state'], StepState> = {
  OPEN: 'CURRENT',
  HELD: 'HELD',
  PASSED: 'PASSED',
  FAILED: 'FAILED',
  CLOSED: 'NOT_TAKEN',
}

/** Every node of the flow as it stands in this round. */
export function stepsOf(definition: FlowDefinition, state: TicketState): Step[] {
  const { links, nodes } = definition
  const gone = new Set(state.taken)
  const touched = new Set(links.flatMap(({ id, from, to }) => (gone.has(id) ? [from, to] : [])))
  const runs = state.status === 'RUNNING'
  const ahead = aheadOf(definition, state.status === 'DRAFT' ? startsOf(definition) : runs ? nodesOfTokens(state) : [])
  return nodes.map(({ id: nodeId, kind }) => {
    const visit = state.visits.findLast((one) => one.nodeId === nodeId && one.round === state.round) ?? null
    if (visit) return { nodeId, state: ofVisit[visit.state], visit }
    const waitsHere = runs && state.tokens.some((token) => token.nodeId === nodeId)
    if (waitsHere && kind === 'JOIN') return { nodeId, state: 'CURRENT', visit }
    if (touched.has(nodeId)) return { nodeId, state: 'PASSED', visit }
    return { nodeId, state: ahead.has(nodeId) ? 'WAITING' : 'NOT_TAKEN', visit }
  })
}

const startsOf = ({ nodes }: FlowDefinition) => nodes.filter(({ kind }) => kind === 'START').map(({ id }) => id)
const nodesOfTokens = ({ tokens }: TicketState) => tokens.map(({ nodeId }) => nodeId)

/** Where a run that stands at these nodes can still come. */
function aheadOf({ links }: FlowDefinition, from: string[]): Set<string> {
  const seen = new Set(from)
  const open = [...from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const link of links) {
      if (link.from !== at || seen.has(link.to)) continue
      seen.add(link.to)
      open.push(link.to)
    }
  }
  return seen
}

/** Why a ticket waits, place by place, and who could unblock it. */
export function waitsOf(state: TicketState, ownerId: string): Wait[] {
  if (state.status === 'SENT_BACK') {
    const since = state.visits.reduce((last, { endedAt }) => (endedAt !== null && endedAt > last ? endedAt : last), '')
    const userIds = [state.initiatorId]
    return [{ nodeId: null, reason: 'SUBMISSION', userIds, since, unblockerIds: userIds }]
  }
  if (state.status !== 'RUNNING') return []
  return state.visits.flatMap((visit): Wait[] => {
    if (!visitStands(visit)) return []
    const { nodeId, enteredAt: since } = visit
    if (visit.state === 'HELD') return [{ nodeId, reason: 'HELD', userIds: [], since, unblockerIds: [ownerId] }]
    const userIds = pendingOf(state, visit)
    return [{ nodeId, reason: 'DECISIONS', userIds, since, unblockerIds: userIds }]
  })
}

const pendingOf = ({ tasks }: TicketState, visit: Visit) => [
  ...new Set(
    tasks
      .filter(({ visitId, status, part }) => visitId === visit.id && taskIsActive(status) && part !== 'ADVISES')
      .map(({ userId }) => userId),
  ),
]
