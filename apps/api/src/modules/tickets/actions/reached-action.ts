import type { FlowAction, FlowDefinition } from '../../flows/flow.definition.ts'
import type { TicketState } from '../machine/ticket.state.ts'

/** What a ticket is to do once it is approved: of the end that it came to; null: nothing. */
export function actionOf({ nodes, links }: FlowDefinition, { status, taken }: TicketState): FlowAction | null {
  if (status !== 'APPROVED' && status !== 'CONSUMED') return null
  const gone = new Set(taken)
  const reached = new Set(links.flatMap(({ id, to }) => (gone.has(id) ? [to] : [])))
  for (const node of nodes) if (node.kind === 'END' && reached.has(node.id)) return node.action ?? null
  return null
}

/** The answers as a command sees them: `SENDOFF_REASON` for the field `reason`; what is no text is JSON. */
export const variablesOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      `SENDOFF_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
