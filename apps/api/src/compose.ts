import type { Accounts } from './modules/accounts/accounts.service.ts'
import type { Database } from './platform/database/database.ts'
import type { EventCursors, EventLog } from './streams/event-log.ts'

/** Everything that resolvers and jobs may call. Built in this file only; each module adds its service here. */
export interface Services {
  /** For reads by resolvers, filtered by the policy. Writes go through the services. */
  database: Database
  log: EventLog
  cursors: EventCursors
  accounts: Accounts
}
