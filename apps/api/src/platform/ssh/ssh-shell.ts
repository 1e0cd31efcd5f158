import type { RemoteShell } from '../../engine/ports.ts'
import type { ServerAddress } from './server-address.ts'
import { sshConnection } from './ssh-connection.ts'
import { defaultSshLimits, type SshLimits } from './ssh-limits.ts'
import { openPath } from './ssh-path.ts'

export interface SshShellOptions {
  /** Reads and unseals one server's address, with its jump hosts. @throws what the caller shall see */
  addressOf(serverId: string): Promise<ServerAddress>
  limits?: Partial<SshLimits>
  logger?: { warn(detail: object, message: string): void }
}

/** RemoteShell over SSH. Each `connect` is a connection of its own; nothing is kept between two. */
export function createSshShell(options: SshShellOptions): RemoteShell {
  const limits = { ...defaultSshLimits, ...options.limits }
  return {
    async connect(serverId, { signal }) {
      const address = await options.addressOf(serverId)
      const path = await openPath(address, { limits, signal })
      return sshConnection(path, {
        limits,
        reopen: () => openPath(address, { limits }),
        onOrphan: (detail) => {
          options.logger?.warn({ serverId, ...detail }, 'a cancelled command could not be ended and may still run')
        },
      })
    },
  }
}
