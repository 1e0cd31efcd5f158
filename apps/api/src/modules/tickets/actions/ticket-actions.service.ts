import { createTicketCalls } from '../ticket-calls.ts'
import type { TicketPorts } from '../tickets.ports.ts'
import type { ActionPorts } from './action.ports.ts'
import { createActionStarting } from './action-starting.ts'

/** What approved tickets are for. */
export function createTicketActions(ports: ActionPorts & Pick<TicketPorts, 'bus' | 'clock'>) {
  return createActionStarting(ports, createTicketCalls(ports))
}

export type TicketActions = ReturnType<typeof createTicketActions>
