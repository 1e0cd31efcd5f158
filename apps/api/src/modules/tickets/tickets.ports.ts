import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Database } from '../../platform/database/database.ts'
import type { EventCursors, EventLog } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'

export interface TicketPorts {
  database: Database
  log: EventLog
  cursors: EventCursors
  bus: Bus
  clock: Clock
  /** Whether the viewer's session or token, and so everything that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
}
