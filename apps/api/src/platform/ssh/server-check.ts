import { ConnectionLost, HostKeyChanged, HostKeyUnknown, RemoteUnreachable } from '../../engine/errors.ts'
import type { RemoteConnection } from '../../engine/ports.ts'
import type { ServerAddress } from './server-address.ts'
import { readServerFacts, type ServerFacts } from './server-facts.ts'
import type { SshLimits } from './ssh-limits.ts'
import { createSshShell } from './ssh-shell.ts'

export interface ServerCheck {
  ok: boolean
  /** `UNREACHABLE` covers network and jump host; `SIGN_IN_REFUSED` wrong credentials; null when all is well. */
  code: 'HOST_KEY_UNKNOWN' | 'HOST_KEY_CHANGED' | 'UNREACHABLE' | 'SIGN_IN_REFUSED' | null
  message: string
  /** What this server itself showed; null when it was not reached. Never the key of a jump host. */
  hostKeyFingerprint: string | null
  facts: ServerFacts | null
}

/** Connects, signs in, reads facts. Trouble with the server is an answer; only an abort or a fault of ours throws. */
export async function checkServer(
  address: ServerAddress,
  options: { signal?: AbortSignal; limits?: Partial<SshLimits> } = {},
): Promise<ServerCheck> {
  const shell = createSshShell({ addressOf: async () => address, limits: options.limits })
  let connection: RemoteConnection | null = null
  try {
    connection = await shell.connect(address.id, { signal: options.signal })
    const facts = await readServerFacts(connection, options.signal)
    const message = `${address.name} is ready.`
    return { ok: true, code: null, message, hostKeyFingerprint: address.hostKeyFingerprint, facts }
  } catch (error) {
    return verdictOn(address, error)
  } finally {
    await connection?.close()
  }
}

/** What an error of a connection says of the server. @throws what is no such error */
export function verdictOn(address: ServerAddress, error: unknown): ServerCheck {
  const failed = { ok: false, hostKeyFingerprint: null, facts: null }
  if (error instanceof HostKeyUnknown || error instanceof HostKeyChanged) {
    // Offering a jump host's key here would pin it to the wrong server.
    if (error.serverId !== address.id) {
      const message = `${address.name} is reached through a jump host: ${error.message} Check that server first.`
      return { ...failed, code: 'UNREACHABLE', message }
    }
    const code = error instanceof HostKeyUnknown ? 'HOST_KEY_UNKNOWN' : 'HOST_KEY_CHANGED'
    return { ...failed, code, message: error.message, hostKeyFingerprint: error.fingerprint }
  }
  if (error instanceof RemoteUnreachable) {
    const code = error.reason === 'SIGN_IN_REFUSED' ? 'SIGN_IN_REFUSED' : 'UNREACHABLE'
    return { ...failed, code, message: error.message }
  }
  if (error instanceof ConnectionLost)
    return { ...failed, code: 'UNREACHABLE', message: `${address.name}: ${error.message}` }
  throw error
}
