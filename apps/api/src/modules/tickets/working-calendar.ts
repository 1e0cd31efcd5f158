import type { Transaction } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type CalendarInput, calendarInput } from './calendar.input.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'
import type { Calendar, SpecialDay, WorkingHours } from './working-time.ts'

const ID = 'default'
/** Until somebody says otherwise. */
const USUAL: Calendar = { timeZone: 'UTC', hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], days: [] }

export async function readCalendar(db: Pick<Transaction, 'workingCalendar'>): Promise<Calendar> {
  const row = await db.workingCalendar.findUnique({ where: { id: ID } })
  if (!row) return USUAL
  return {
    timeZone: row.timeZone,
    hours: row.hours as unknown as WorkingHours[],
    days: row.days as unknown as SpecialDay[],
  }
}

/** When people work: deadlines in working time are counted by it from the next node that is entered on. */
export function createWorkingCalendar({
  database: { prisma },
  log,
}: {
  database: TicketPorts['database']
  log: EventLog
}) {
  return {
    async workingCalendar(viewer: Viewer): Promise<Calendar> {
      guardTickets(viewer, 'workingCalendar')
      return readCalendar(prisma)
    },

    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT */
    async updateWorkingCalendar(viewer: Viewer, input: CalendarInput): Promise<Calendar> {
      guardTickets(viewer, 'updateWorkingCalendar')
      const calendar = parseInput(calendarInput, input, 'input')
      const data = JSON.parse(JSON.stringify(calendar)) as Calendar & { hours: object[]; days: object[] }
      await log.transaction(async (tx) => {
        await tx.db.$executeRaw`SELECT id FROM "WorkingCalendar" WHERE id = ${ID} FOR UPDATE`
        const before = await readCalendar(tx.db)
        await tx.db.workingCalendar.upsert({ where: { id: ID }, create: { id: ID, ...data }, update: data })
        await recordActivity(tx, viewer, {
          ...{ kind: 'calendar.changed', message: 'changed the working calendar' },
          ...differences(before, data),
        })
      })
      return calendar
    },
  }
}
