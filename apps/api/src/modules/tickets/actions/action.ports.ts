import type { RemoteShell } from '../../../engine/ports.ts'
import type { PrismaClient } from '../../../platform/database/database.ts'
import type { EventLog } from '../../../streams/event-log.ts'
import type { Grants } from '../../grants/grants.service.ts'

export interface ActionPorts {
  prisma: PrismaClient
  log: EventLog
  grants: Grants
  remote: RemoteShell
}

/** What came of an action at once; QUEUED: a worker goes on. */
export interface Outcome {
  state: 'QUEUED' | 'SUCCEEDED' | 'FAILED'
  message: string | null
}

/** How a command ended on one server. `code` null: it did not end by itself, and `problem` says why. */
export interface ServerResult {
  serverId: string
  name: string
  code: number | null
  output: string
  problem: string | null
}
