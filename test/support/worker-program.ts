import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createProbeAsker } from '../../apps/api/src/compose/probe-asker.ts'
import { runRelease } from '../../apps/api/src/engine/run-release.ts'
import { fingerprint } from '../../apps/api/src/engine/testing/fingerprint.ts'
import { createBuildSlots } from '../../apps/api/src/jobs/build-slots.ts'
import { createReleaseWorker } from '../../apps/api/src/jobs/release-worker.ts'
import { beginRelease } from '../../apps/api/src/jobs/run-release.ts'
import { createTicketTimers } from '../../apps/api/src/jobs/ticket-timers.ts'
import { createBuildStores } from '../../apps/api/src/modules/builds/build-stores.ts'
import { createBuildTurns } from '../../apps/api/src/modules/builds/build-turns.ts'
import { createGateProbes } from '../../apps/api/src/modules/metrics/probes/gate-probes.ts'
import { createReleaseQueue } from '../../apps/api/src/modules/releases/queue/release.queue.ts'
import { createReleaseRuns } from '../../apps/api/src/modules/releases/queue/release.runs.ts'
import { createTickets } from '../../apps/api/src/modules/tickets/tickets.service.ts'
import { createTrainTending } from '../../apps/api/src/modules/trains/train.tending.ts'
import { createArtifactStore } from '../../apps/api/src/platform/build/artifacts.ts'
import { createLocalShell } from '../../apps/api/src/platform/build/local-shell.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { createProber } from '../../apps/api/src/platform/http/prober.ts'
import { inheritable } from '../../apps/api/src/platform/process/environment.ts'
import type { ServerAddress } from '../../apps/api/src/platform/ssh/server-address.ts'
import { createWarmShell } from '../../apps/api/src/platform/ssh/warm-shell.ts'
import { createSwarms } from '../../apps/api/src/platform/swarm/swarms.ts'
import { createStreams } from '../../apps/api/src/streams/streams.ts'
import { openMirrors, url } from './repositories.ts'

// A worker process as small as it can be, for tests that kill it. The fleet's addresses come from a file.
const {
  DATABASE_URL = '',
  DATA = '',
  MIGRATIONS = '',
  LEASE_SECONDS = '20',
  ARTIFACTS = 'artifacts',
  BUILDS = '4',
  PARALLEL = '2',
  /** KB per second of the first seed; 0 = all. Unset, there are no swarms. */
  SWARM_UPLOAD_KB,
} = process.env
const leaseSeconds = Number(LEASE_SECONDS)
const clock = { now: () => new Date() }
const bus = createInProcessBus()
const database = await openDatabase({ url: DATABASE_URL, migrations: MIGRATIONS })
const { log, cursors } = createStreams({ database, bus, clock })
const mirrors = await openMirrors(join(DATA, 'mirrors'))
const queue = createReleaseQueue(log, { leaseSeconds })
const environment = inheritable(process.env)
const artifacts = await createArtifactStore({ directory: join(DATA, ARTIFACTS) })
const { id, inventory } = artifacts
const swarm = { host: null, port: 0, seedPorts: '29000-29100', uploadLimit: Number(SWARM_UPLOAD_KB) }
const swarms = SWARM_UPLOAD_KB === undefined ? undefined : createSwarms(swarm, { artifacts, environment })
const stores = createBuildStores({ prisma: database.prisma, log })
const report = (error: unknown, what: string) => console.error(what, error)
const turns = createBuildTurns({ prisma: database.prisma, log })
const slots = createBuildSlots({ store: turns, bus, slots: Number(BUILDS), pollMs: 500, report })
const tell = () => stores.tell({ id, name: ARTIFACTS, inventory })
await tell()
setInterval(tell, 1000).unref()
const http = createProber()
const remote = createWarmShell({
  keep: { idleMs: 600_000 },
  async addressOf(serverId) {
    const addresses = JSON.parse(await readFile(join(DATA, 'fleet.json'), 'utf8')) as Record<string, ServerAddress>
    const address = addresses[serverId]
    if (!address) throw new Error(`no server ${serverId}`)
    return address
  },
})
const ports = {
  queue,
  log,
  clock,
  runs: createReleaseRuns({ prisma: database.prisma, log, bus }),
  engine: runRelease,
  remote,
  local: createLocalShell({ environment, home: join(DATA, 'home') }),
  artifacts,
  ...(swarms ? { swarms } : {}),
  builds: { elsewhere: ({ sha256 }: { sha256: string }) => stores.elsewhere(id, sha256) },
  slots,
  fingerprint,
  http,
  probes: createGateProbes({ asker: createProbeAsker({ http, remote }), database, bus, keeps: true, report }),
  sourceOf: async (project: { repositoryUrl: string }) => mirrors.mirror(url(project.repositoryUrl), null),
  variablesOf: async () => [{ name: 'TOKEN', value: 'a-very-secret-value', secret: true }],
  leaseMs: leaseSeconds * 1000,
}
const worker = createReleaseWorker({
  storeId: id,
  owner: `${process.pid}-${Math.random()}`,
  queue,
  bus,
  tendTrains: createTrainTending({ prisma: database.prisma, log, bus, clock }).tendTrains,
  begin: (claim, park) => beginRelease(claim, ports, park),
  parallel: Number(PARALLEL),
  pollMs: 500,
  report,
})
const ticketing = { database, log, cursors, bus, clock, isInForce: async () => true }
const { fireDueTimers } = createTickets(ticketing)
const timers = createTicketTimers({ fireDueTimers, report })
await slots.start()
await worker.start()
timers.start()
process.once('SIGTERM', () => void Promise.all([timers.stop(), worker.stop(200)]).then(() => process.exit(0)))
console.log('the worker looks for releases, and for what is due of tickets')
