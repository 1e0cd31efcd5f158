import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createRedisBus } from '../../../apps/api/src/platform/bus/redis-bus.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { startTestPostgres } from '../../support/postgres.ts'
import { type SendoffProcess, startProcess } from '../../support/processes.ts'
import { startTestRedis } from '../../support/redis.ts'
import { givenPassword } from './paced-release.ts'

/** The value of each series of a server at a moment (epoch seconds). */
export type Figures = (server: number, at: number) => Record<string, number>

export interface PacedFigures {
  /** The built product as an api process, with Redis and Postgres; the one who samples is this process. */
  api: SendoffProcess
  database: Database
  serverIds: string[]
  /** Writes what was sampled until now, so many times so far apart (s). */
  remember(server: number, samples: number, everySeconds: number): Promise<void>
  /** Samples all servers this many times a second, and tells of it. */
  sample(perSecond: number, seconds: number): Promise<void>
  close(): Promise<void>
}

/** Servers whose figures are as a measurement wants them, with everything real but the servers. */
export async function openPacedFigures(names: readonly string[], figures: Figures): Promise<PacedFigures> {
  const data = await mkdtemp(join(tmpdir(), 'sendoff-figures-'))
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
  const { prisma, sql } = database
  const credential = await prisma.credential.create({
    data: { name: 'deploy', kind: 'PASSWORD', username: 'deploy', sealed: 'x' },
  })
  const serverIds: string[] = []
  for (const name of names) {
    const server = await prisma.server.create({ data: { name, host: 'localhost', credentialId: credential.id } })
    serverIds.push(server.id)
  }
  const idOf = (server: number) => serverIds[server] ?? ''

  async function store(server: number, times: readonly number[]) {
    const rows = times.map((at) => ({ at, values: figures(server, at) }))
    await prisma.metricSample.createMany({
      data: rows.map(({ at, values }) => ({
        ...{ subjectId: idOf(server), at: BigInt(at) },
        keys: Object.keys(values),
        values: Object.values(values),
      })),
      skipDuplicates: true,
    })
  }

  async function tell(at: number) {
    const servers = serverIds.map((serverId, index) => ({
      ...{ serverId, state: 'UP' as const, since: null, problem: null, sampleMs: 12 },
      ...{ sampledAt: at * 1000, values: figures(index, at) },
    }))
    await sql.query(
      `INSERT INTO "ServerMonitor" AS m ("serverId", state, "sampledAt", values, "sampleMs")
       SELECT "serverId", 'UP', to_timestamp(at) AT TIME ZONE 'UTC', values, 12
       FROM jsonb_to_recordset($1::jsonb) AS t("serverId" text, at float8, values jsonb)
       ON CONFLICT ("serverId") DO UPDATE SET "sampledAt" = excluded."sampledAt", values = excluded.values`,
      [JSON.stringify(servers.map(({ serverId, values }) => ({ serverId, at, values })))],
    )
    bus.publish('metrics', { servers })
  }

  return {
    ...{ api, database, serverIds },
    async remember(server, samples, everySeconds) {
      const now = Math.floor(Date.now() / 1000)
      const times = Array.from({ length: samples }, (_, index) => Math.round(now - (samples - index) * everySeconds))
      await store(server, [...new Set(times)])
    },
    async sample(perSecond, seconds) {
      const begun = performance.now()
      for (let turn = 0; performance.now() - begun < seconds * 1000; turn++) {
        await tell(Date.now() / 1000)
        await pause(Math.max(0, begun + ((turn + 1) * 1000) / perSecond - performance.now()))
      }
    },
    async close() {
      await api.kill()
      await bus.close()
      await database.close()
      await Promise.all([postgres.stop(), redis.stop()])
      await rm(data, { recursive: true, force: true })
    },
  }
}
