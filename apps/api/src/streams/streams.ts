import type { Bus } from '../platform/bus/bus.ts'
import type { Database } from '../platform/database/database.ts'
import { followAccessChanges } from './access-changes.ts'
import { type AccessWatch, createAccessWatch } from './access-watch.ts'
import { createEventCursors } from './cursors.ts'
import { createEventLog } from './database-event-log.ts'
import type { EventCursors, EventLog } from './event-log.ts'
import { createHubs, type Hubs, type HubsOptions } from './hubs.ts'

export interface Streams {
  log: EventLog
  cursors: EventCursors
  hubs: Hubs
  accessWatch: AccessWatch
  close(): void
}

/** The log and everything that reads it live, wired together. */
export function createStreams(parts: {
  database: Database
  bus: Bus
  clock: { now(): Date }
  options?: HubsOptions
}): Streams {
  const log = createEventLog(parts)
  const hubs = createHubs({ log, bus: parts.bus, options: parts.options })
  const accessWatch = createAccessWatch(parts.bus, (signal) => followAccessChanges({ log, hubs }, signal))
  return {
    log,
    hubs,
    accessWatch,
    cursors: createEventCursors({ log, hubs, accessWatch }),
    close() {
      accessWatch.close()
      hubs.close()
    },
  }
}
