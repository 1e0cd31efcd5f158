import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Services } from '../compose.ts'
import { createRepeated } from '../jobs/repeated.ts'
import { createProbeSampling } from '../jobs/sample-probes.ts'
import { createServerSampling } from '../jobs/sample-servers.ts'
import { createAlarmKeeping } from '../modules/metrics/alarms/alarm-keeping.ts'
import { createAlarmWatch } from '../modules/metrics/alarms/alarm-watch.ts'
import type { MetricsSettings } from '../modules/metrics/metrics.ports.ts'
import { STALE_INTERVALS } from '../modules/metrics/monitoring.state.ts'
import type { ProbeAsker } from '../modules/metrics/probes/probe-asker.ts'
import { createProbeLeases } from '../modules/metrics/probes/probe-leases.ts'
import { storeProbed } from '../modules/metrics/probes/probe-storing.ts'
import { createRollingUp } from '../modules/metrics/rolling/rolling-up.ts'
import type { SampleSource } from '../modules/metrics/sampling/sample-source.ts'
import { storeSamples } from '../modules/metrics/sampling/sample-storing.ts'
import { createSamplingLeases } from '../modules/metrics/sampling/sampling-leases.ts'
import type { Bus } from '../platform/bus/bus.ts'

export interface SamplingParts {
  bus: Bus
  source: SampleSource
  /** Asks applications for the numbers of their probes. */
  asker: ProbeAsker
  settings: MetricsSettings
  report(error: unknown, what: string): void
  /** Shorter ones in tests. */
  beatMs?: number
  leaseMs?: number
}

const ROLL_UP_EVERY_MS = 20_000
const CLEAR_EVERY_MS = 60_000

/** The part of a process that samples servers and probes, judges what servers say, and rolls it up; wherever releases are run. */
export async function assembleServerSampling({ database, log }: Services, parts: SamplingParts) {
  const { bus, source, asker, settings, report, beatMs, leaseMs } = parts
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`
  const leases = createSamplingLeases(database, owner, leaseMs)
  // The lock on its data directory proves that no other process lives.
  const probeLeases = createProbeLeases(database, owner, leaseMs)
  if (database.kind === 'embedded') {
    await leases.freeAll()
    await probeLeases.freeAll()
  }
  const alarms = createAlarmWatch(createAlarmKeeping({ prisma: database.prisma, log }, owner), {
    gapMs: STALE_INTERVALS * settings.seconds * 1000,
    report: (error) => report(error, 'Telling of an alarm'),
  })
  const sampling = createServerSampling({
    ...{ leases, source, alarms, bus, settings, report },
    store: (judged) => storeSamples(database, owner, judged),
    ...(beatMs ? { beatMs } : {}),
  })
  const probes = createProbeSampling({
    ...{ leases: probeLeases, asker, bus, report },
    store: (outcomes) => storeProbed(database, owner, outcomes),
    ...(beatMs ? { beatMs } : {}),
  })
  const rolling = createRollingUp(database)
  const asLeader = (work: () => Promise<void>) => async () => {
    if (await leases.leads()) await work()
  }
  const jobs = [
    createRepeated({ work: asLeader(rolling.rollUp), what: 'Rolling figures up', report, everyMs: ROLL_UP_EVERY_MS }),
    createRepeated({ work: asLeader(rolling.clear), what: 'Clearing old figures', report, everyMs: CLEAR_EVERY_MS }),
  ]
  return {
    get serverIds() {
      return sampling.serverIds
    },
    get probeIds() {
      return probes.probeIds
    },
    async start() {
      for (const job of jobs) job.start()
      // It says that this worker lives, which the probes are shared by.
      await sampling.start()
      await probes.start()
    },
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()))
      await probes.stop()
      await sampling.stop()
    },
  }
}
