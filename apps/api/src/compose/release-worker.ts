import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Services } from '../compose.ts'
import type { Clock, LocalShell, RemoteShell } from '../engine/ports.ts'
import { runRelease } from '../engine/run-release.ts'
import type { Swarms } from '../engine/swarm-port.ts'
import type { ReleaseSnapshot } from '../engine/types.ts'
import { createBuildSlots } from '../jobs/build-slots.ts'
import { createReleaseWorker, type ReleaseWorker } from '../jobs/release-worker.ts'
import { beginRelease } from '../jobs/run-release.ts'
import { createBuildTeller } from '../jobs/tell-of-builds.ts'
import { STORE_BEAT_MS } from '../modules/builds/build-stores.ts'
import { createGateProbes } from '../modules/metrics/probes/gate-probes.ts'
import { variablesOfRun } from '../modules/releases/creation/release.variables.ts'
import { createReleaseQueue } from '../modules/releases/queue/release.queue.ts'
import { createReleaseRuns } from '../modules/releases/queue/release.runs.ts'
import { createServerPaces } from '../modules/servers/server-paces.ts'
import type { DiskArtifactStore } from '../platform/build/artifacts.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { createProber } from '../platform/http/prober.ts'
import { createProbeAsker } from './probe-asker.ts'

/** What a worker needs besides the services. */
export interface WorkerParts {
  bus: Bus
  clock: Clock
  remote: RemoteShell
  local: LocalShell
  artifacts: DiskArtifactStore
  swarms: Swarms
  secrets: { fingerprint(text: string): string }
  /** How many releases at once. */
  parallel: number
  /** How many of them, over all workers, build at once. */
  buildSlots: number
  /** Whether values of applications are kept for charts. */
  keepsValues: boolean
  report(error: unknown, what: string): void
}

/** The part of a process that runs releases; it may stand alone or beside the API. */
export async function assembleReleaseWorker(services: Services, parts: WorkerParts): Promise<ReleaseWorker> {
  const { database, log, environments, projects, builds, buildTurns } = services
  const { bus, clock, remote, local, artifacts, swarms, secrets, parallel, buildSlots, keepsValues, report } = parts
  const queue = createReleaseQueue(log)
  // The lock on its data directory proves that no other process lives: what still has a lease there was left behind.
  if (database.kind === 'embedded') await queue.freeAll()
  const runs = createReleaseRuns({ prisma: database.prisma, log, bus })
  const slots = createBuildSlots({ store: buildTurns, bus, slots: buildSlots, report })
  const http = createProber()
  const ports = {
    http,
    probes: createGateProbes({ asker: createProbeAsker({ http, remote }), database, bus, keeps: keepsValues, report }),
    ...{ queue, runs, log, clock, remote, local, artifacts, swarms, slots },
    paces: createServerPaces(database.prisma),
    builds: { elsewhere: ({ sha256 }: { sha256: string }) => builds.elsewhere(artifacts.id, sha256) },
    fingerprint: secrets.fingerprint,
    engine: runRelease,
    sourceOf: (project: { id: string }) => projects.mirrorOf(project.id),
    variablesOf: (snapshot: ReleaseSnapshot) => variablesOfRun(environments.openVariables, snapshot),
  }
  const { id, inventory } = artifacts
  const teller = createBuildTeller({
    tell: () => builds.tell({ id, name: hostname(), inventory }),
    report,
    everyMs: STORE_BEAT_MS,
  })
  const worker = createReleaseWorker({
    storeId: id,
    owner: `${hostname()}:${process.pid}:${randomUUID()}`,
    queue,
    bus,
    tendTrains: services.trains.tendTrains,
    tendTickets: services.releaseTickets.tendReleaseTickets,
    begin: (claim, park) => beginRelease(claim, ports, park),
    parallel,
    report,
  })
  return {
    async start() {
      // Not waited for: the process serves already, and the database may be slow just now.
      teller.start()
      await slots.start()
      await worker.start()
    },
    async stop(graceMs) {
      await worker.stop(graceMs)
      await slots.stop()
      await teller.stop()
    },
  }
}
