import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSecretMask } from '../../../apps/api/src/engine/secret-mask.ts'
import type { StepStatus } from '../../../apps/api/src/engine/types.ts'
import { createReleaseJournal } from '../../../apps/api/src/modules/releases/journal/release.journal.ts'
import { createRedisBus } from '../../../apps/api/src/platform/bus/redis-bus.ts'
import { createStreams } from '../../../apps/api/src/streams/streams.ts'
import { startTestPostgres } from '../../support/postgres.ts'
import { type SendoffProcess, startProcess } from '../../support/processes.ts'
import { startTestRedis } from '../../support/redis.ts'
import { createReleaseHouse, seedEnvironment } from '../../support/releases.ts'

export const givenPassword = 'given by the machine'

export interface PacedRelease {
  id: string
  /** The built product as an api process, with Redis and Postgres; its worker is this process. */
  api: SendoffProcess
  steps: number
  /** Writes changes of steps through the journal of releases, two for each step at most. Answers how many a second it were. */
  pace(perSecond: number, seconds: number): Promise<number>
  close(): Promise<void>
}

/** A running release whose steps change as often as a measurement wants, with everything real but the servers. */
export async function openPacedRelease(servers: number): Promise<PacedRelease> {
  const data = await mkdtemp(join(tmpdir(), 'sendoff-page-bench-'))
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()])
  const created = await postgres.createDatabase()
  const database = await created.open()
  const api = await startProcess({
    entry: 'main',
    env: {
      ...{ DATABASE_URL: created.url, REDIS_URL: redis.url, SENDOFF_DATA: data, SENDOFF_PROCESS: 'api' },
      ...{ SENDOFF_ADMIN_PASSWORD: givenPassword, SENDOFF_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') },
    },
  })
  const bus = createRedisBus({ url: redis.url })
  const clock = { now: () => new Date() }
  const streams = createStreams({ database, bus, clock })
  const house = await createReleaseHouse(database)
  const { viewer, environmentId } = await seedEnvironment(house, { servers })
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  const claim = await house.queue.claim('measurement')
  if (claim?.releaseId !== id) throw new Error('The release was not claimed.')
  const { prisma } = database
  const steps = await prisma.step.findMany({ where: { releaseId: id }, select: { key: true, serverId: true } })
  const serverOf = new Map(steps.map(({ key, serverId }) => [key, serverId]))
  const journal = createReleaseJournal(
    claim,
    { serverOfStep: (key) => serverOf.get(key) ?? null, nameOf: (server) => server },
    { log: streams.log, clock, createMask: () => createSecretMask([]) },
  )
  const changes = changesOf(steps.map(({ key }) => key))
  return {
    id,
    api,
    steps: steps.length,
    async pace(perSecond, seconds) {
      if (perSecond * seconds > steps.length * 2) throw new Error(`${steps.length} steps do not change so often.`)
      const begun = performance.now()
      let written = 0
      const writing: Promise<void>[] = []
      while (performance.now() - begun < seconds * 1000) {
        for (const due = ((performance.now() - begun) / 1000) * perSecond; written < due; written++) {
          const { value } = changes.next()
          if (value) writing.push(journal.stepChanged({ key: value.key, status: value.status }))
        }
        await pause(5)
      }
      await Promise.all(writing)
      return written / ((performance.now() - begun) / 1000)
    },
    async close() {
      await api.kill()
      streams.close()
      house.close()
      await bus.close()
      await database.close()
      await Promise.all([postgres.stop(), redis.stop()])
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Every step runs and ends, one after the other. */
function* changesOf(keys: string[]): Generator<{ key: string; status: StepStatus }> {
  for (const key of keys) {
    yield { key, status: 'RUNNING' }
    yield { key, status: 'SUCCEEDED' }
  }
}
