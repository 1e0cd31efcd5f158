import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { migrationsDirectory } from '../../support/database.ts'
import { openTestApi } from '../../support/execute.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { addFleet } from '../../support/sampled-fleet.ts'

let folder: string
let postgres: TestPostgres
let program: Awaited<ReturnType<typeof bundleProgram>>
let database: Database
let api: Awaited<ReturnType<typeof openTestApi>>
let url: string
const children: ChildProcess[] = []

beforeAll(async () => {
  ;[folder, postgres, program] = await Promise.all([
    mkdtemp(join(tmpdir(), 'sendoff-sampling-')),
    startTestPostgres(),
    bundleProgram("import './test/support/sampler-program.ts'"),
  ])
  const created = await postgres.createDatabase()
  url = created.url
  database = await created.open()
  api = await openTestApi({ database })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await api.close()
  await database.close()
  await Promise.all([postgres.stop(), program.remove(), rm(folder, { recursive: true, force: true })])
})

const loadFile = () => join(folder, 'load')

async function startWorker(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: url, MIGRATIONS: migrationsDirectory, LOAD_FILE: loadFile() }
  const child = spawn(process.execPath, [program.file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child
}

const WAIT = { timeout: 30_000, interval: 20 }

test('an alarm is told once and its end once, over workers that are killed right behind either', async () => {
  const admin = await api.askAsAdmin()
  const server = {
    name: 'web',
    host: '192.0.2.1',
    port: 22,
    username: 'u',
    hostKeyFingerprint: `SHA256:${'A'.repeat(43)}`,
  }
  await addFleet(admin, { servers: [server as never], privateKey: '-----BEGIN X' })
  const { data: room } = await admin('mutation { createRoom(name: "alarms") { id } }')
  const rule = {
    name: 'busy',
    key: 'load',
    comparison: 'ABOVE',
    threshold: 5,
    forSeconds: 0,
    roomId: room.createRoom.id,
  }
  const added = await admin('mutation ($i: MetricRuleInput!) { addMetricRule(input: $i) { id } }', { i: rule })
  expect(added.errors).toEqual([])
  const hook = { name: 'h', format: 'WEBHOOK', url: 'https://hooks.example/a-long-token', language: 'EN' }
  const events = ['SERVER_ALARM', 'SERVER_RECOVERED']
  const hooked = await admin('mutation ($i: AddNotificationHookInput!) { addNotificationHook(input: $i) { id } }', {
    i: { ...hook, events },
  })
  expect(hooked.errors).toEqual([])

  const kinds = async (streamId: string) => {
    const rows = await database.prisma.streamEvent.findMany({ where: { streamId }, orderBy: { seq: 'asc' } })
    return rows.map(({ kind, payload }) => (payload as { notice?: { kind: string } }).notice?.kind ?? kind)
  }
  const told = async () => ({
    room: (await kinds(`room:${room.createRoom.id}`)).filter((kind) => /ALARM|RECOVERED/.test(kind)),
    activity: (await kinds('activity')).filter((kind) => /alarm|recovered/.test(kind)),
    hooks: (await database.prisma.notificationDelivery.findMany({ orderBy: { id: 'asc' } })).map(({ event }) => event),
  })
  const alarm = { room: ['ALARM'], activity: ['server.alarm'], hooks: ['server.alarm'] }
  const both = {
    room: ['ALARM', 'RECOVERED'],
    activity: ['server.alarm', 'server.recovered'],
    hooks: ['server.alarm', 'server.recovered'],
  }
  const sampledSince = (since: number) =>
    vi.waitFor(async () => {
      const { rows } = await database.sql.query(`SELECT count(*)::int AS n FROM "MetricSample" WHERE at > $1`, [
        Math.ceil(since / 1000),
      ])
      expect(rows[0].n).toBeGreaterThan(4)
    }, WAIT)

  await writeFile(loadFile(), '9')
  const first = await startWorker()
  await vi.waitFor(async () => expect(await database.prisma.metricAlarm.count()).toBe(1), WAIT)
  first.kill('SIGKILL')
  expect(await told()).toEqual(alarm)

  // Another one takes over, sees the same and says nothing.
  const second = await startWorker()
  await sampledSince(Date.now())
  expect(await told()).toEqual(alarm)
  await writeFile(loadFile(), '1')
  await vi.waitFor(
    async () => expect(await database.prisma.metricAlarm.count({ where: { endedAt: null } })).toBe(0),
    WAIT,
  )
  second.kill('SIGKILL')
  expect(await told()).toEqual(both)

  await startWorker()
  await sampledSince(Date.now())
  // Within its quiet time there is no second alarm, though it holds again.
  await writeFile(loadFile(), '9')
  await sampledSince(Date.now())
  expect(await told()).toEqual(both)
  expect(await database.prisma.metricAlarm.count()).toBe(1)
})
