import type { RemoteConnection, RemoteShell } from '../../engine/ports.ts'
import type { ServerAddress } from './server-address.ts'
import { sshConnection } from './ssh-connection.ts'
import { defaultSshLimits, type SshLimits } from './ssh-limits.ts'
import { openPath, type SshPath } from './ssh-path.ts'

export interface SshShellOptions {
  /** Reads and unseals one server's address, with its jump hosts. @throws what the caller shall see */
  addressOf(serverId: string): Promise<ServerAddress>
  limits?: Partial<SshLimits>
  logger?: { warn(detail: object, message: string): void }
}

/** A connection that somebody signed in with, and what carries it. */
export interface SignedIn {
  path: SshPath
  connection: RemoteConnection
}

/** RemoteShell over SSH. Each `connect` is a connection of its own; nothing is kept between two. */
export function createSshShell(options: SshShellOptions): RemoteShell {
  return {
    async connect(serverId, { signal }) {
      return (await openServer(await options.addressOf(serverId), options, signal)).connection
    },
  }
}

/** Signs in anew. @throws as RemoteShell.connect */
export async function openServer(
  address: ServerAddress,
  options: Pick<SshShellOptions, 'limits' | 'logger'>,
  signal: AbortSignal | undefined,
): Promise<SignedIn> {
  const limits = { ...defaultSshLimits, ...options.limits }
  const path = await openPath(address, { limits, signal })
  const connection = sshConnection(path, {
    limits,
    reopen: () => openPath(address, { limits }),
    onOrphan: (detail) => {
      const subject = { serverId: address.id, ...detail }
      options.logger?.warn(subject, 'a cancelled command could not be ended and may still run')
    },
  })
  return { path, connection }
}
