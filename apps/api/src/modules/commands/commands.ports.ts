import type { Bus } from '../../platform/bus/bus.ts'
import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import type { SecretBox } from '../../platform/secrets/secret-box.ts'
import type { EventCursors, EventLog, LogTransaction } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'

/** Somebody who wants to know how a run comes along, in the transaction that writes it down. */
export interface CommandListener {
  begun(tx: LogTransaction, runId: string): Promise<void>
  over(tx: LogTransaction, runId: string): Promise<void>
}

export interface CommandPorts {
  prisma: PrismaClient
  log: EventLog
  cursors: EventCursors
  bus: Bus
  secrets: Pick<SecretBox, 'seal' | 'open'>
  /** Whether the viewer's session or token, and so everything that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
  /** Which tickets somebody sees: with one they see what its command printed. */
  ticketsSeenBy(viewer: Viewer): Prisma.TicketWhereInput
  listener: CommandListener
  limits: CommandLimits
}

export interface CommandLimits {
  /** So many runs of one person begin within a minute. */
  perMinute: number
  /** What runs printed is cleared after so many days. */
  keepDays: number
}

export const COMMAND_LIMITS: CommandLimits = { perMinute: 60, keepDays: 90 }
