import type { EndNode, FlowAction, FlowDefinition } from '../../../flows/flow.definition.ts'
import type { TicketState } from '../ticket.state.ts'

/** The end to which an approved ticket came; null: it is not, or was not, approved. */
function reachedEnd({ nodes, links }: FlowDefinition, { status, taken }: TicketState): EndNode | null {
  if (status !== 'APPROVED' && status !== 'CONSUMED') return null
  const gone = new Set(taken)
  const reached = new Set(links.flatMap(({ id, to }) => (gone.has(id) ? [to] : [])))
  for (const node of nodes) if (node.kind === 'END' && reached.has(node.id)) return node
  return null
}

/** Until when an approval holds; null: until it is used, or there is none (any more). */
export function validUntil(definition: FlowDefinition, state: TicketState): Date | null {
  const hours = state.status === 'APPROVED' ? reachedEnd(definition, state)?.validHours : null
  return hours == null || state.end === null ? null : new Date(Date.parse(state.end.at) + hours * 3_600_000)
}

/** What an approved ticket is for, or was; null: nothing. */
export const actionOf = (definition: FlowDefinition, state: TicketState): FlowAction | null =>
  reachedEnd(definition, state)?.action ?? null
