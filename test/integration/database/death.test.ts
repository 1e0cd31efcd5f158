import type { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { openTestDatabase } from '../../support/database.ts'

const threads = vi.hoisted(() => [] as Worker[])
vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>()
  class Seen extends real.Worker {
    constructor(...given: ConstructorParameters<typeof real.Worker>) {
      super(...given)
      threads.push(this)
    }
  }
  return { ...real, Worker: Seen }
})

test('an embedded database whose thread died refuses at once, and can still be closed', async () => {
  const database = await openTestDatabase()
  await database.ping(5_000)
  const before = performance.now()
  await threads.at(-1)?.terminate()
  await expect(database.sql.query('SELECT 1')).rejects.toThrow()
  await expect(database.prisma.user.count()).rejects.toThrow()
  await database.close()
  expect(performance.now() - before).toBeLessThan(3_000)
})
