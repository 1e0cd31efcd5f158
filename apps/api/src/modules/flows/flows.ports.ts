import type { Clock } from '../../engine/ports.ts'
import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'

export interface FlowPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  /** Which tickets somebody sees, and so their files. */
  ticketsSeenBy(viewer: Viewer): Prisma.TicketWhereInput
}
