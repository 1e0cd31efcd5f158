import type { PrismaClient } from '../../../platform/database/database.ts'
import type { EventLog } from '../../../streams/event-log.ts'
import type { Commands } from '../../commands/commands.service.ts'
import type { Grants } from '../../grants/grants.service.ts'

export interface ActionPorts {
  prisma: PrismaClient
  log: EventLog
  grants: Grants
  commands: Pick<Commands, 'queueForTicket'>
}

/** Why an action failed, besides the sentence that says it. */
export type Failure =
  | 'ENVIRONMENT_GONE'
  | 'INITIATOR_IS_VIEWER'
  | 'HOOK_GONE'
  | 'HOOK_OFF'
  | 'SERVER_GONE'
  | 'COMMAND_FAILED'
  | 'WORKER_LOST'

/** What came of an action at once; QUEUED: a worker goes on. `failure` only when it FAILED. */
export interface Outcome {
  state: 'QUEUED' | 'SUCCEEDED' | 'FAILED'
  message: string | null
  failure: Failure | null
}

/** Why a command did not end by itself; CONNECTION: the server was not reached, or went away while it ran. */
export type ProblemKind = 'TIMED_OUT' | 'SIGNAL' | 'CONNECTION'

/** How a command ended on one server. `code` null: it did not end by itself, and `problem` says why. */
export interface ServerResult {
  serverId: string
  name: string
  code: number | null
  output: string
  problem: string | null
  /** Left out in what was written before problems were told apart. */
  problemKind?: ProblemKind | null
}
