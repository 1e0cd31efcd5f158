import type { Prisma } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../streams/event-log.ts'
import { isId } from '../kernel/fields.ts'
import { literally } from '../kernel/search.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TaskStatus } from './machine/ticket.state.ts'
import { type TicketPayload, ticketStream } from './ticket.events.ts'
import type { TicketFilter } from './tickets.input.ts'
import { guardTickets, visibleTo } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

const PAGE = 500
/** Who has one may decide: also who has asked somebody for advice and not heard it yet. */
const ACTIVE: TaskStatus[] = ['PENDING', 'DELEGATED']

export type HistoryLine = StoredEvent<TicketPayload>

const scopeOf = ({ userId }: Viewer, scope: TicketFilter['scope']): Prisma.TicketWhereInput => {
  switch (scope) {
    case 'MINE':
      return { initiatorId: userId }
    case 'MY_TASKS':
      return { tasks: { some: { userId, status: { in: ACTIVE } } } }
    case 'COPIED':
      return { copies: { some: { userId } } }
    default:
      return {}
  }
}

const searchOf = (search: string): Prisma.TicketWhereInput => {
  const number = /^#?(\d{1,9})$/.exec(search)?.[1]
  return {
    OR: [
      { title: { contains: literally(search), mode: 'insensitive' } },
      ...(number === undefined ? [] : [{ number: Number(number) }]),
    ],
  }
}

export function createTicketReading({ database, log }: Pick<TicketPorts, 'database' | 'log'>) {
  const { prisma } = database

  return {
    /** What a list of tickets that the viewer sees is read with. @throws CallerError FORBIDDEN */
    whereTickets(viewer: Viewer, filter: TicketFilter): Prisma.TicketWhereInput {
      guardTickets(viewer, 'tickets')
      const { scope, status, flowId, initiatorId, search, asksByPoll } = filter
      return {
        AND: [
          visibleTo(viewer),
          scopeOf(viewer, scope),
          status && status.length > 0 ? { status: { in: status } } : {},
          flowId ? { flowVersion: { flowId } } : {},
          initiatorId ? { initiatorId } : {},
          search ? searchOf(search) : {},
          typeof asksByPoll === 'boolean' ? { asksByPoll } : {},
        ],
      }
    },

    /** One that the viewer sees. @throws CallerError FORBIDDEN */
    whereTicket(viewer: Viewer, id: string): Prisma.TicketWhereInput | null {
      guardTickets(viewer, 'ticket')
      return isId(id) ? { id, ...visibleTo(viewer) } : null
    },

    async maySee(viewer: Viewer, id: string): Promise<boolean> {
      return (await prisma.ticket.count({ where: { id, ...visibleTo(viewer) } })) > 0
    },

    /** Everything that happened to a ticket, in order. */
    async historyOf(ticketId: string): Promise<HistoryLine[]> {
      const lines: HistoryLine[] = []
      for (;;) {
        const page = await log.read(ticketStream(ticketId), { after: lines.at(-1)?.seq ?? 0, limit: PAGE })
        lines.push(...(page as HistoryLine[]))
        if (page.length < PAGE) return lines
      }
    },

    headsOf: (ticketIds: string[]) => log.positions(ticketIds.map(ticketStream)),

    /** How many tasks wait for the viewer. */
    async taskCount(viewer: Viewer): Promise<{ pending: number }> {
      guardTickets(viewer, 'taskCount')
      return { pending: await prisma.ticketTask.count({ where: { userId: viewer.userId, status: { in: ACTIVE } } }) }
    },
  }
}

export type TicketReading = ReturnType<typeof createTicketReading>
