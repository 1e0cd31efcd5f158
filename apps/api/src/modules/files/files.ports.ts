import type { FileConnections } from '../../engine/remote-files.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import type { Role, Viewer } from '../kernel/viewer.ts'
import type { ServerAddress } from '../servers/servers.ports.ts'

export interface FilePorts {
  prisma: PrismaClient
  log: EventLog
  addressOf(serverId: string): Promise<ServerAddress>
  connections: FileConnections<ServerAddress>
  rolesInForce(viewers: readonly Viewer[]): Promise<Map<string, Role>>
  report(error: unknown, what: string): void
}
