import { lookup } from 'node:dns/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { SwarmUnavailable } from '../../engine/errors.ts'
import type { ArtifactStore } from '../../engine/ports.ts'
import type { Swarms } from '../../engine/swarm-port.ts'
import { createRoll } from './roll.ts'
import { serveFirst } from './seed.ts'
import { makeTorrent } from './torrent.ts'
import { createTracker } from './tracker.ts'

export interface SwarmSettings {
  /** Where servers reach this machine; null: under the address that each of them sees it at. */
  host: string | null
  /** Of the tracker; 0 = any free one. */
  port: number
  /** From which the first seed takes one, such as `6881-6999`. */
  seedPorts: string
  /** Of the first seed, KB per second; 0 = all that the link takes. */
  uploadLimit: number
}

/** The member that no server can be. */
const SEED = ''
const BEGINS_WITHIN_MS = 5000

/** Swarms of aria2: the tracker in this process, the first seed beside it. */
export function createSwarms(
  settings: SwarmSettings,
  ports: { artifacts: Pick<ArtifactStore, 'workDirectory'>; environment: Record<string, string> },
): Swarms {
  let seedAddress: string | null = null
  const tracker = createTracker(settings.port, () => seedAddress)
  return {
    async begin(artifact, { members, encryption }) {
      if (settings.host !== null) seedAddress = await addressOf(settings.host)
      const torrent = await makeTorrent(artifact.file, artifact.sizeBytes)
      const roll = createRoll(torrent.infoHash, [SEED, ...members])
      const port = await tracker.open(roll).catch((error: Error) => {
        throw new SwarmUnavailable(`The tracker could not listen on port ${settings.port}: ${error.message}`)
      })
      const directory = await ports.artifacts.workDirectory('swarm')
      const stop = new AbortController()
      const seed = serveFirst({
        directory: directory.path,
        file: artifact.file,
        torrent: torrent.bytes,
        announceUrl: `http://127.0.0.1:${port}/${roll.passkeyOf(SEED)}/announce`,
        ports: settings.seedPorts,
        uploadLimit: settings.uploadLimit,
        encryption,
        environment: ports.environment,
        signal: stop.signal,
      })
      const end = async () => {
        stop.abort()
        await seed.catch(() => undefined)
        await Promise.allSettled([tracker.close(roll), directory.dispose()])
      }
      await begun(seed, () => roll.givenBy(SEED) !== null).catch(async (error: Error) => {
        await end()
        throw new SwarmUnavailable(error.message)
      })
      return {
        torrent: torrent.bytes,
        tracker: { host: settings.host, port },
        passkeyOf: roll.passkeyOf,
        sentBytes: () => roll.givenBy(SEED) ?? 0,
        end,
      }
    },
  }
}

async function addressOf(host: string): Promise<string> {
  const { address } = await lookup(host).catch((error: Error) => {
    throw new SwarmUnavailable(`SENDOFF_SWARM_HOST ${host} was not found: ${error.message}`)
  })
  return address
}

/** Resolves when the seed has announced itself. Rejects with what it said when it ended instead. */
async function begun(seed: ReturnType<typeof serveFirst>, isHere: () => boolean): Promise<void> {
  let failure: Error | null = null
  seed.then(
    ({ code, output }) => {
      const last = output.trim().split('\n').at(-1)
      failure = new Error(`aria2c on the machine of Sendoff's worker ended with ${code}: ${last}`)
    },
    (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      failure = missing ? new Error("aria2 is not installed on the machine of Sendoff's worker.") : error
    },
  )
  for (const end = performance.now() + BEGINS_WITHIN_MS; !isHere(); await pause(20)) {
    if (failure !== null) throw failure
    if (performance.now() > end) throw new Error("aria2c on the machine of Sendoff's worker did not begin to serve.")
  }
}
