import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import type { ReleaseService } from '../releases/release.service.ts'
import { createIncomingKeeping } from './incoming-keeping.ts'
import { createReceiving } from './receiving.ts'

interface IncomingPorts {
  prisma: PrismaClient
  log: EventLog
  secrets: SecretSealer
  clock: Clock
  releases: Pick<ReleaseService, 'createRelease'>
}

/** Releases that a push begins. */
export const createIncoming = (ports: IncomingPorts) => ({
  ...createIncomingKeeping(ports),
  ...createReceiving({ ...ports, createRelease: ports.releases.createRelease }),
})

export type Incoming = ReturnType<typeof createIncoming>
