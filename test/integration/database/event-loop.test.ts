import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

test('the event loop stays free while the embedded database inserts 200,000 rows', async () => {
  await db.sql.query('CREATE TABLE lines (n int, line text)')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const { rowCount } = await db.sql.query(
    `INSERT INTO lines SELECT n, 'a line of output ' || n FROM generate_series(1, 200000) n`,
  )
  delay.disable()
  expect(rowCount).toBe(200_000)
  // On the main thread this takes more than half a second at a stretch.
  expect(delay.max / 1e6).toBeLessThan(250)
  expect(delay.percentile(99) / 1e6).toBeLessThan(50)
})
