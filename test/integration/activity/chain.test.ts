import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyAll } from '../../../apps/api/src/commands/verify.ts'
import { recordActivity } from '../../../apps/api/src/modules/activity/activity.events.ts'
import { createActivityVerifying } from '../../../apps/api/src/modules/activity/activity-verifying.ts'
import { createInProcessBus } from '../../../apps/api/src/platform/bus/in-process-bus.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { migrate, readMigrations } from '../../../apps/api/src/platform/database/migrate.ts'
import { openDatabase } from '../../../apps/api/src/platform/database/open.ts'
import { createStreams, type Streams } from '../../../apps/api/src/streams/streams.ts'
import { migrationsDirectory, openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const databases = {
  embedded: openTestDatabase,
  postgres: async () => (await postgres.createDatabase()).open(),
}

describe.each(['embedded', 'postgres'] as const)('the chain of the activity on the database: %s', (kind) => {
  let database: Database
  let streams: Streams
  beforeAll(async () => {
    database = await databases[kind]()
    streams = createStreams({ database, bus: createInProcessBus(), clock: { now: () => new Date() } })
  })
  afterAll(async () => {
    streams.close()
    await database.close()
  })

  const write = (message: string) =>
    streams.log.transaction((tx) =>
      recordActivity(tx, null, {
        ...{ kind: 'server.changed', message, subject: 'Grüße 🚀 "\u0000" \u2028\n' },
        ...{ before: { weight: 1e-7, z: [null], a: -0 }, after: { weight: 1e21, label: undefined } },
      }),
    )
  const verified = () => createActivityVerifying(database).verifyActivity()
  /** As whoever owns the database may: past the triggers. */
  const falsify = async (sql: string) => {
    await database.sql.query('ALTER TABLE "StreamEvent" DISABLE TRIGGER USER')
    await database.sql.query(sql)
    await database.sql.query('ALTER TABLE "StreamEvent" ENABLE TRIGGER USER')
  }

  test('lines that come at once are one chain', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => write(`line ${n}`)))
    const { ok, lines, hash } = await verified()
    expect({ ok, lines }).toEqual({ ok: true, lines: 30 })
    expect(await verifyAll(database)).toContain(`up to line 30, whose hash is ${hash}`)
  })

  test('the database refuses to change or remove lines, or to add one without a hash', async () => {
    const refused = [
      `UPDATE "StreamEvent" SET payload = '{}' WHERE "streamId" = 'activity' AND seq = 3`,
      `DELETE FROM "StreamEvent" WHERE "streamId" = 'activity'`,
      `DELETE FROM "Stream" WHERE id = 'activity'`,
      `UPDATE "Stream" SET "lastSeq" = 2 WHERE id = 'activity'`,
      `TRUNCATE "StreamEvent"`,
    ]
    for (const sql of refused)
      await expect(database.sql.query(sql), sql).rejects.toThrow('The activity is only added to')
    const bare = `INSERT INTO "StreamEvent" ("streamId", seq, kind, payload) VALUES ('activity', 99, 'k', '{}')`
    await expect(database.sql.query(bare)).rejects.toThrow('activity_is_chained')
    await expect(streams.log.transaction((tx) => tx.append('activity', [{ kind: 'k', payload: {} }]))).rejects.toThrow()
    // Other streams are as free as they were.
    await streams.log.transaction((tx) => tx.append('other', [{ kind: 'k', payload: {} }]))
    await database.sql.query(`DELETE FROM "Stream" WHERE id = 'other'`)
    expect(await verified()).toMatchObject({ ok: true, lines: 30 })
  })

  test('says which line was changed, is missing, or was put there', async () => {
    const where = `WHERE "streamId" = 'activity' AND seq =`
    const [row] = (await database.sql.query(`SELECT payload::text FROM "StreamEvent" ${where} 7`)).rows
    await falsify(`UPDATE "StreamEvent" SET payload = payload || '{"actor": "Eve"}' ${where} 7`)
    expect(await verified()).toMatchObject({
      ok: false,
      lines: 6,
      problem: expect.stringMatching(/^Line 7 .*not what/),
    })
    await expect(verifyAll(database)).rejects.toThrow('Activity: Line 7')
    await falsify(`UPDATE "StreamEvent" SET payload = '${row.payload.replaceAll("'", "''")}' ${where} 7`)
    expect(await verified()).toMatchObject({ ok: true })
    await falsify(
      `INSERT INTO "StreamEvent" ("streamId", seq, kind, payload, hash) VALUES ('activity', 31, 'k', '{}', 'x')`,
    )
    expect((await verified()).problem).toContain('Line 31')
    await falsify(`DELETE FROM "StreamEvent" ${where} 31`)
    await falsify(`DELETE FROM "StreamEvent" ${where} 30`)
    expect((await verified()).problem).toBe('The last lines are missing: there are 29 of 30.')
    await falsify(`DELETE FROM "StreamEvent" ${where} 12`)
    expect((await verified()).problem).toBe('Line 12 is missing: line 13 comes next.')
  })
})

test('what an older installation had written is chained as it stands', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-old-activity-'))
  await cp(migrationsDirectory, directory, { recursive: true })
  const late = (await readMigrations(directory)).map(({ name }) => name).filter((name) => name >= '0039')
  for (const name of late) await rm(path.join(directory, name), { recursive: true })
  const { url } = await postgres.createDatabase({ migrated: false })
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  await migrate(pool, directory)
  const payloads = [
    {
      actor: 'Ann',
      message: 'said "Grüße" \\ 🚀 \n\t\u0001\u007f\u2028 </script>',
      B: 1,
      a: [1, { z: null, y: true }, []],
    },
    { message: '', empty: {}, number: -12.5 },
  ]
  await pool.query(`INSERT INTO "Stream" (id, "lastSeq") VALUES ('activity', 2)`)
  for (const [index, payload] of payloads.entries()) {
    await pool.query(
      `INSERT INTO "StreamEvent" ("streamId", seq, kind, payload, at) VALUES ('activity', $1, 'server.added', $2, $3)`,
      [index + 1, JSON.stringify(payload), '2026-11-21T08:00:00.100'],
    )
  }
  await pool.end()
  await rm(directory, { recursive: true })
  const database = await openDatabase({ url, migrations: migrationsDirectory })
  expect(await createActivityVerifying(database).verifyActivity()).toMatchObject({ ok: true, lines: 2 })
  await database.close()
})
