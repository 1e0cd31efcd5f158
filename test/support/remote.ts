import { RemoteUnreachable } from '../../apps/api/src/engine/errors.ts'
import type { RemoteConnection, RemoteExit, RemoteRunOptions } from '../../apps/api/src/engine/ports.ts'
import type { ServerAddress } from '../../apps/api/src/platform/ssh/server-address.ts'
import type { SshLimits } from '../../apps/api/src/platform/ssh/ssh-limits.ts'
import { createSshShell } from '../../apps/api/src/platform/ssh/ssh-shell.ts'
import type { SshdServer } from './sshd-server.ts'

/** How Sendoff reaches a server of the test fleet. */
export function addressOf(server: SshdServer, changes: Partial<ServerAddress> = {}): ServerAddress {
  return {
    id: server.name,
    name: server.name,
    host: server.host,
    port: server.port,
    username: server.username,
    auth: { privateKey: server.privateKey },
    hostKeyFingerprint: server.hostKeyFingerprint,
    jump: null,
    ...changes,
  }
}

/** A signed-in connection to one address. */
export function connectTo(
  address: ServerAddress,
  options: { limits?: Partial<SshLimits>; signal?: AbortSignal } = {},
): Promise<RemoteConnection> {
  const shell = createSshShell({ addressOf: async () => address, limits: options.limits })
  return shell.connect(address.id, { signal: options.signal })
}

export interface Ran extends RemoteExit {
  stdout: string
  stderr: string
}

/** Runs a script and keeps what it printed. */
export async function runOn(
  connection: RemoteConnection,
  script: string,
  options: RemoteRunOptions = {},
): Promise<Ran> {
  const printed = { STDOUT: [] as Buffer[], STDERR: [] as Buffer[] }
  const exit = await connection.run(script, {
    totalTimeoutMs: 60_000,
    ...options,
    onOutput: async (piece) => {
      printed[piece.stream].push(piece.bytes)
      await options.onOutput?.(piece)
    },
  })
  const textOf = (stream: keyof typeof printed): string => Buffer.concat(printed[stream]).toString('utf8')
  return { ...exit, stdout: textOf('STDOUT'), stderr: textOf('STDERR') }
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not fail')
}

/** Why a server could not be reached. */
export async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const failure = await failureOf(promise)
  if (!(failure instanceof RemoteUnreachable)) throw failure
  return failure.reason
}
