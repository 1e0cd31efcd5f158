import { compares } from '../../../flows/conditions/comparison.ts'
import type { FlowDefinition, FlowLink } from '../../../flows/flow.definition.ts'
import type { FormValues } from '../../../flows/form.definition.ts'
import type { TicketState } from '../ticket.state.ts'

/** The end that the approvals passed in this round lead to; null: they lead to none yet. Knows no tokens. */
export function endReached(
  { nodes, links, form }: FlowDefinition,
  state: TicketState,
  values: FormValues,
): string | null {
  const passed = new Set(
    state.visits.filter((visit) => visit.round === state.round && visit.state === 'PASSED').map(({ nodeId }) => nodeId),
  )
  const out = (id: string) => links.filter(({ from }) => from === id).sort((a, b) => a.position - b.position)
  const holds = ({ condition }: FlowLink) => {
    if (condition === null) return true
    const field = 'field' in condition ? form.find(({ name }) => name === condition.field) : undefined
    return 'field' in condition && !!field && compares(field, values[field.name], condition.operator, condition.value)
  }

  /** The join or end that is come to from here; null: somebody stands in the way. */
  function walk(id: string | undefined): string | null {
    const node = nodes.find((candidate) => candidate.id === id)
    if (!node) return null
    if (node.kind === 'END' || node.kind === 'JOIN') return node.id
    if (node.kind === 'APPROVAL' && !passed.has(node.id)) return null
    if (node.kind === 'CONDITION') return walk(out(node.id).find(holds)?.to)
    if (node.kind !== 'FORK') return walk(out(node.id)[0]?.to)
    const meetings = out(node.id).map(({ to }) => walk(to))
    const [meeting] = meetings
    return meeting && meetings.every((other) => other === meeting) ? walk(out(meeting)[0]?.to) : null
  }

  return walk(nodes.find(({ kind }) => kind === 'START')?.id)
}

/** The tokens' weights, in parts of 6^12: a whole number for forks of two and three ways. */
export const wholeWeight = 6 ** 12
export function weightOf({ links }: FlowDefinition, { tokens }: TicketState): number {
  const ways = (path: string) => links.filter(({ from }) => from === path.split('/')[0]).length
  return tokens.reduce((sum, { path }) => sum + path.reduce((weight, way) => weight / ways(way), wholeWeight), 0)
}
