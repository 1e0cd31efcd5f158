import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

test('opens quickly and serves Prisma and SQL', async () => {
  const user = await db.prisma.user.create({
    data: { username: 'ada', displayName: 'Ada', passwordHash: 'x', role: 'ADMIN' },
  })
  const { rows } = await db.sql.query('SELECT id, "createdAt" FROM "User"')
  expect(rows).toEqual([{ id: user.id, createdAt: user.createdAt }])
})
