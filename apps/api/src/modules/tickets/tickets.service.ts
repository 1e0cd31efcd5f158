import { createDelegations } from './delegations.ts'
import { createLeads } from './leads.ts'
import { createTaskFollowing } from './task-following.ts'
import { createTicketCalls } from './ticket-calls.ts'
import { createTicketDeciding } from './ticket-deciding.ts'
import { createTicketEnding } from './ticket-ending.ts'
import { createTicketFollowing } from './ticket-following.ts'
import { createTicketOpening } from './ticket-opening.ts'
import { createTicketReading } from './ticket-reading.ts'
import { createTicketTalking } from './ticket-talking.ts'
import { createTicketTiming } from './ticket-timing.ts'
import { createTicketVerifying } from './ticket-verifying.ts'
import type { TicketPorts } from './tickets.ports.ts'
import { createWorkingCalendar } from './working-calendar.ts'

/** Requests on their way through flows: who is asked, what they decide, and what comes of it. */
export function createTickets(ports: TicketPorts) {
  const calls = createTicketCalls(ports)
  const reading = createTicketReading(ports)
  return {
    ...reading,
    ...createTicketOpening(ports, calls),
    ...createTicketDeciding(calls),
    ...createTicketEnding(calls),
    ...createTicketTalking(calls),
    ...createTicketTiming(ports, calls),
    ...createTicketVerifying(ports),
    ...createTicketFollowing(ports, reading),
    ...createTaskFollowing(ports),
    ...createWorkingCalendar(ports),
    ...createDelegations(ports),
    ...createLeads(ports),
    /** For services that work in a transaction of their own: the ticket must be locked. */
    apply: calls.apply,
  }
}

export type Tickets = ReturnType<typeof createTickets>
