import { setTimeout as wait } from 'node:timers/promises'
import { ConnectionLost } from '../errors.ts'
import type { RemoteConnection, RemoteExit, RemoteRunOptions, RemoteShell } from '../ports.ts'

/** One connection per server for a whole release, made again only when it was lost. */
export interface KeptConnection {
  /** True once a connection was made at all. */
  readonly reached: boolean
  /** Connects when there is no connection yet. @throws as RemoteShell.connect and RemoteConnection.run */
  run(script: string, options: RemoteRunOptions): Promise<RemoteExit>
  /** After a loss: tries a few times. @throws what the last attempt threw. */
  reconnect(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export function keepConnection(remote: RemoteShell, serverId: string, delaysMs: readonly number[]): KeptConnection {
  let connection: RemoteConnection | null = null
  let reached = false

  const connect = async (signal: AbortSignal | undefined): Promise<RemoteConnection> => {
    if (connection?.alive) return connection
    await connection?.close()
    connection = await remote.connect(serverId, { signal })
    reached = true
    return connection
  }

  return {
    get reached() {
      return reached
    },
    async run(script, options) {
      options.signal?.throwIfAborted()
      const open = await connect(options.signal)
      return open.run(script, options)
    },
    async reconnect(signal) {
      let failure: unknown = new ConnectionLost('The connection was lost.')
      // A connection that broke once is not trusted again, even if it believes to be alive.
      await connection?.close()
      connection = null
      for (const delay of delaysMs) {
        await wait(delay, undefined, { signal })
        try {
          await connect(signal)
          return
        } catch (error) {
          signal.throwIfAborted()
          failure = error
        }
      }
      throw failure
    },
    async close() {
      await connection?.close()
      connection = null
    },
  }
}
