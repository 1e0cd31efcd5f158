import type { FlowAction, FlowDefinition } from '../../flows/flow.definition.ts'
import type { TicketState } from '../machine/ticket.state.ts'
import { reachedEnd } from '../reached-end.ts'

/** What a ticket is to do once it is approved: of the end that it came to; null: nothing. */
export const actionOf = (definition: FlowDefinition, state: TicketState): FlowAction | null =>
  reachedEnd(definition, state)?.action ?? null

/** The answers as a command sees them: `SENDOFF_REASON` for the field `reason`; what is no text is JSON. */
export const variablesOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      `SENDOFF_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
