import type { FlowDefinition, FlowNode } from '../../../flows/flow.definition.ts'
import { reachableFrom } from '../../../flows/graph/flow.graph.ts'
import type { TicketState, Visit } from '../ticket.state.ts'
import { ticketIsOver } from '../ticket.transitions.ts'

export interface Step {
  nodeId: string
  state: 'WAITING' | 'CURRENT' | 'HELD' | 'PASSED' | 'FAILED' | 'NOT_TAKEN'
  /** The last stay there in this round; null: none. */
  visit: Visit | null
}

const ofVisit = { OPEN: 'CURRENT', HELD: 'HELD', PASSED: 'PASSED', FAILED: 'FAILED', CLOSED: null } as const

/** How a ticket's flow is to be coloured: what each node of it is in this round. */
export function stepsOf(definition: FlowDefinition, state: TicketState): Step[] {
  const taken = new Set(state.taken)
  const gone = definition.links.filter(({ id }) => taken.has(id))
  const came = new Set(gone.map(({ to }) => to))
  const left = new Set(gone.map(({ from }) => from))
  const here = new Set(state.tokens.map(({ nodeId }) => nodeId))
  const ahead = reachableFrom(definition, ...here)

  function ofWay({ id, ...node }: FlowNode): Step['state'] {
    if (node.kind === 'END' && came.has(id)) return node.outcome === 'APPROVED' ? 'PASSED' : 'FAILED'
    if (here.has(id)) return 'CURRENT'
    if (left.has(id)) return 'PASSED'
    if (state.status === 'RUNNING') return ahead.has(id) ? 'WAITING' : 'NOT_TAKEN'
    return state.status === 'APPROVED' || ticketIsOver(state.status) ? 'NOT_TAKEN' : 'WAITING'
  }

  return definition.nodes.map((node): Step => {
    const visit = state.visits.findLast(({ nodeId, round }) => nodeId === node.id && round === state.round)
    return { nodeId: node.id, state: (visit && ofVisit[visit.state]) ?? ofWay(node), visit: visit ?? null }
  })
}
