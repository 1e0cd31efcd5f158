import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'

export interface FlowPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
}
