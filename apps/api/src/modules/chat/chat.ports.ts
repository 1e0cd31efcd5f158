import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Database } from '../../platform/database/database.ts'
import type { EventCursors, EventLog } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { PresenceTimes } from './presence-times.ts'

/** How many messages one user may send in how long. */
export interface SendLimit {
  messages: number
  withinMs: number
}

export interface ChatPorts {
  database: Database
  log: EventLog
  cursors: EventCursors
  bus: Bus
  clock: Clock
  sendLimit: SendLimit
  presenceTimes: PresenceTimes
  /** Whether the viewer's session or token, and so everything that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
}
