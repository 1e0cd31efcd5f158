import type { EventCursors, EventLog } from './streams/event-log.ts'

/** Everything that resolvers and jobs may call. Built in this file only; each module adds its service here. */
export interface Services {
  log: EventLog
  cursors: EventCursors
}
