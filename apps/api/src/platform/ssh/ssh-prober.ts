import type { ServerAddress } from './server-address.ts'
import { checkServer, type ServerCheck } from './server-check.ts'
import type { SshLimits } from './ssh-limits.ts'

/** The server check as the port that the servers module asks for. */
export function createSshProber(limits: Partial<SshLimits> = {}) {
  return {
    probe: (address: ServerAddress, { signal }: { signal?: AbortSignal }): Promise<ServerCheck> =>
      checkServer(address, { signal, limits }),
  }
}
