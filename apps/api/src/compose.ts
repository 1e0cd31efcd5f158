import type { Accounts } from './modules/accounts/accounts.service.ts'
import type { Activity } from './modules/activity/activity.service.ts'
import type { Credentials } from './modules/credentials/credentials.service.ts'
import type { Environments } from './modules/environments/environments.service.ts'
import type { Projects } from './modules/projects/projects.service.ts'
import type { ReleaseService } from './modules/releases/release.service.ts'
import type { Servers } from './modules/servers/servers.service.ts'
import type { Database } from './platform/database/database.ts'
import type { EventCursors, EventLog } from './streams/event-log.ts'

/** Everything that resolvers and jobs may call. Built in this file only; each module adds its service here. */
export interface Services {
  /** For reads by resolvers, filtered by the policy. Writes go through the services. */
  database: Database
  log: EventLog
  cursors: EventCursors
  accounts: Accounts
  credentials: Credentials
  servers: Servers
  projects: Projects
  environments: Environments
  activity: Activity
  releases: ReleaseService
}
