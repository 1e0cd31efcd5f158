import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeClientKey, type SshdServer, startSshd } from './sshd-server.ts'

/** Real OpenSSH servers on loopback. Methods take the server's index in `servers`. */
export interface SshdFleet {
  readonly servers: SshdServer[]
  /** Where everything of it lies; gone when it is closed. */
  readonly directory: string
  /** OpenSSH text of the one key that may sign in everywhere. */
  readonly privateKey: string
  start(index: number): Promise<void>
  stop(index: number): Promise<void>
  /** The server answers nothing any more and closes nothing. */
  freeze(index: number): Promise<void>
  thaw(index: number): Promise<void>
  cutConnections(index: number): Promise<void>
  replaceHostKey(index: number): Promise<string>
  /** A slow link for connections made from now on, bytes per second and direction; null lifts the limit. */
  throttle(index: number, bytesPerSecond: number | null): Promise<void>
  /** Resets the first connection made from now on that carries this many bytes to the server. */
  cutAfter(index: number, bytes: number): Promise<void>
  close(): Promise<void>
}

export interface SshdFleetOptions {
  count: number
  /** Names by index; `server-<n>` when absent. */
  names?: string[]
  /** Lines added to every sshd_config. */
  configuration?: string[]
}

/** Starts `count` servers, each with an own port, host key and home directory below one temporary directory. */
export async function startSshdFleet(options: SshdFleetOptions): Promise<SshdFleet> {
  const directory = await mkdtemp(join(tmpdir(), 'sendoff-sshd-'))
  const client = await makeClientKey(join(directory, 'client_key'))
  const servers = await Promise.all(
    Array.from({ length: options.count }, (_, index) => {
      const name = options.names?.[index] ?? `server-${index + 1}`
      return startSshd({
        name,
        directory: join(directory, `server-${index + 1}`),
        client,
        configuration: options.configuration,
      })
    }),
  )
  const at = (index: number): SshdServer => {
    const server = servers[index]
    if (server === undefined) throw new RangeError(`the fleet has no server ${index}`)
    return server
  }
  return {
    servers,
    directory,
    privateKey: client.privateKey,
    start: (index) => at(index).start(),
    stop: (index) => at(index).stop(),
    freeze: (index) => at(index).freeze(),
    thaw: (index) => at(index).thaw(),
    cutConnections: (index) => at(index).cutConnections(),
    replaceHostKey: (index) => at(index).replaceHostKey(),
    throttle: async (index, bytesPerSecond) => (await at(index).link()).throttle(bytesPerSecond),
    cutAfter: async (index, bytes) => (await at(index).link()).cutAfter(bytes),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
      await rm(directory, { recursive: true, force: true })
    },
  }
}
