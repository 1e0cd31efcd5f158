import { CallerError } from '../kernel/errors.ts'
import type { TimerKind } from './machine/ticket.state.ts'
import type { TicketCalls } from './ticket-calls.ts'
import { lockTicket } from './ticket-rows.ts'
import { LAPSE } from './ticket-tables.ts'
import type { TicketPorts } from './tickets.ports.ts'

/** As many at once; what is left is due at the next look. */
const AT_ONCE = 100

interface Due {
  id: string
  ticketId: string
}

/** What happens when nobody decides, or nobody uses an approval: each once, by the database's clock, however many workers look and whatever restarts. */
export function createTicketTiming(
  { database: { prisma }, log }: Pick<TicketPorts, 'database' | 'log'>,
  calls: TicketCalls,
) {
  /** Behind the ticket's lock; a ticket that somebody else is busy with is left to them, or to the next look. */
  const fire = ({ id, ticketId }: Due) =>
    log.transaction(async (tx) => {
      const free = await tx.db.$queryRaw<Due[]>`SELECT id FROM "Ticket" WHERE id = ${ticketId} FOR UPDATE SKIP LOCKED`
      const timer = free.length > 0 ? await tx.db.ticketTimer.findUnique({ where: { id } }) : null
      if (!timer) return
      const ticket = await lockTicket(tx.db, ticketId)
      const { visitId, kind } = timer
      const lapses = kind === LAPSE.kind
      await calls.apply(
        tx,
        null,
        ticket,
        lapses ? { kind: 'LAPSE' } : { kind: 'TIMER', visitId, timer: kind as TimerKind },
      )
      // The history says that it fired; should the state still wait for it, it would be put back, not lost.
      await tx.db.ticketTimer.deleteMany({ where: { id } })
    })

  return {
    /** Fires what is due. One ticket that fails does not keep the others waiting. @throws the first failure, at the end */
    async fireDueTimers(): Promise<void> {
      const due = await prisma.$queryRaw<Due[]>`
        SELECT id, "ticketId" FROM "TicketTimer" WHERE "dueAt" <= (clock_timestamp() AT TIME ZONE 'UTC')
        ORDER BY "dueAt", id LIMIT ${AT_ONCE}`
      const failures: unknown[] = []
      for (const timer of due) {
        try {
          await fire(timer)
        } catch (error) {
          // The machine says that there is nothing left to fire.
          if (error instanceof CallerError && error.code === 'CONFLICT') {
            await prisma.ticketTimer.deleteMany({ where: { id: timer.id } })
          } else failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
