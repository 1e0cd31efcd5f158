import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { migrationsDirectory } from '../../support/database.ts'
import { seedHook, startNotifier } from '../../support/notifications.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { answers, hangs, type Receiver, startReceiver } from '../../support/receiver.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

let postgres: TestPostgres
let database: Database
let databaseUrl: string
let house: ReleaseHouse
let receiver: Receiver
let program: Awaited<ReturnType<typeof bundleProgram>>
const children: ChildProcess[] = []

beforeAll(async () => {
  ;[postgres, program, receiver] = await Promise.all([
    startTestPostgres(),
    bundleProgram("import './test/support/notifier-program.ts'"),
    startReceiver(),
  ])
  const created = await postgres.createDatabase()
  databaseUrl = created.url
  database = await created.open()
  house = await createReleaseHouse(database)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  house?.close()
  await database?.close()
  await Promise.all([postgres?.stop(), receiver?.close(), program?.remove()])
})

async function startWorker() {
  const env = { ...process.env, DATABASE_URL: databaseUrl, MIGRATIONS: migrationsDirectory }
  const child = spawn(process.execPath, [program.file], { env })
  children.push(child)
  await once(child.stdout, 'data')
  return {
    async kill() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

it('what a killed worker was sending is sent by another one, with the same id', async () => {
  const seed = await seedEnvironment(house)
  const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
  receiver.behave(hangs)
  const worker = await startWorker()
  await house.releases.createRelease(seed.viewer, { environmentId: seed.environmentId, revision: 'main' })
  await receiver.receives(1)
  await worker.kill()
  receiver.behave(answers(200))
  const { leaseUntil } = await database.prisma.notificationHook.findUniqueOrThrow({ where: { id: hookId } })
  const heir = await startNotifier(house)
  // As long as the lease lasts, nobody else sends; then the dead one's is taken over.
  expect(leaseUntil?.getTime()).toBeGreaterThan(Date.now())
  await database.prisma.$executeRaw`UPDATE "NotificationHook" SET "leaseUntil" = clock_timestamp() AT TIME ZONE 'UTC'`
  await eventually(() => database.prisma.notificationDelivery.findFirst({ where: { hookId, state: 'DELIVERED' } }))
  await heir.stop()
  expect(heir.faults).toEqual([])
  const ids = receiver.received.map(({ headers }) => headers['x-sendoff-delivery'])
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
})
