import path from 'node:path'
import type { Config } from '../config.ts'
import type { PrivateKeyInspector } from '../modules/credentials/credentials.ports.ts'
import type { ServerAddress, ServerProber } from '../modules/servers/servers.ports.ts'
import type { TerminalLimits } from '../modules/terminals/terminals.ports.ts'
import { createArtifactStore } from '../platform/build/artifacts.ts'
import { createLocalShell } from '../platform/build/local-shell.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { createInProcessBus } from '../platform/bus/in-process-bus.ts'
import { createRedisBus } from '../platform/bus/redis-bus.ts'
import { createMirrors } from '../platform/git/mirrors.ts'
import { createPoster } from '../platform/http/poster.ts'
import type { Log } from '../platform/log/log.ts'
import { installAria2 } from '../platform/ssh/install-aria2.ts'
import { openInteractiveShell } from '../platform/ssh/interactive-shell.ts'
import { keptSftp } from '../platform/ssh/kept-sftp.ts'
import { inspectPrivateKey, PrivateKeyUnusable } from '../platform/ssh/private-key.ts'
import { checkServer } from '../platform/ssh/server-check.ts'
import { nativeBindingMissing } from '../platform/ssh/ssh-algorithms.ts'
import { createSwarms } from '../platform/swarm/swarms.ts'
import { openStorage } from './storage.ts'

const keys: PrivateKeyInspector = {
  inspect(privateKey, passphrase) {
    try {
      return { fingerprint: inspectPrivateKey(privateKey, passphrase).fingerprint }
    } catch (error) {
      if (error instanceof PrivateKeyUnusable) return { field: error.field, problem: error.message }
      throw error
    }
  },
}

const prober: ServerProber = {
  async probe(address, options) {
    const { facts, ...check } = await checkServer(address, options)
    if (facts === null) return { ...check, facts }
    const { os, kernel, cpus, memoryBytes } = facts
    const unknown = 'unknown'
    return {
      ...check,
      facts: {
        os: os ?? kernel ?? unknown,
        kernel: kernel ?? unknown,
        cpus: cpus ?? 0,
        memoryBytes: memoryBytes ?? 0,
        aria2: facts.tools.aria2c ?? false,
      },
    }
  },
}

const openBus = ({ redisUrl }: Config, log: Log): Bus =>
  redisUrl
    ? createRedisBus({ url: redisUrl, onError: (err) => log.warn({ err }, 'The bus is disturbed; hints may be late') })
    : createInProcessBus({ onListenerError: (err) => log.error({ err }, 'A listener of the bus failed') })

const terminalLimits = ({ terminals }: Config): Partial<TerminalLimits> => ({
  idleMs: terminals.idleMinutes * 60_000,
  longestMs: terminals.hours * 3600_000,
  perUser: terminals.perUser,
  recordBytes: terminals.recordMegabytes * 1024 * 1024,
  recordInput: terminals.recordInput,
  keepDays: terminals.keepDays,
})

/** The real ones of everything that the services stand on. `environment`: what child processes inherit. */
export async function openAdapters(config: Config, log: Log, environment: Record<string, string>) {
  if (nativeBindingMissing()) {
    log.warn(
      'The native ciphers of ssh2 are not built: uploads work and take several times the processor time. ' +
        'Install make, g++ and python3, then the packages again.',
    )
  }
  const { data, allowFileRepositories } = config
  const onError = (err: Error, fatal: boolean) => {
    log.error({ err }, fatal ? 'The database died' : 'A database connection broke')
    // Nothing can be read or written any more; whoever supervises this process starts it anew.
    if (fatal) process.kill(process.pid, 'SIGTERM')
  }
  // First of all: its lock proves that nobody else works in the data directory.
  const { database, secrets } = await openStorage(config, onError)
  const [mirrors, artifacts] = await Promise.all([
    createMirrors({ directory: path.join(data, 'mirrors'), environment, allowFiles: allowFileRepositories }),
    createArtifactStore({ directory: path.join(data, 'artifacts') }),
  ]).catch(async (error) => {
    await database.close()
    throw error
  })
  return {
    database,
    bus: openBus(config, log),
    clock: { now: () => new Date() },
    secrets,
    keys,
    prober,
    installer: { installAria2: (address: ServerAddress) => installAria2(address) },
    mirrors,
    artifacts,
    swarms: createSwarms(config.swarm, { artifacts, environment }),
    local: createLocalShell({ environment, home: path.join(data, 'home') }),
    allowFileRepositories,
    sendLimit: { messages: config.messagesPerFiveSeconds, withinMs: 5_000 },
    metrics: config.metrics,
    poster: createPoster(),
    openShell: openInteractiveShell,
    fileConnections: keptSftp({ idleMs: 30_000, most: 32 }),
    terminalLimits: terminalLimits(config),
    commandLimits: config.commands,
    publicUrl: config.publicOrigin,
  }
}
