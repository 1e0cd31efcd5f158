import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate, readMigrations } from '../../../apps/api/src/platform/database/migrate.ts'
import { migrationsDirectory, openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

let directory: string
let pool: pg.Pool
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-migrations-'))
  await cp(migrationsDirectory, directory, { recursive: true })
  pool = new pg.Pool({ connectionString: (await postgres.createDatabase({ migrated: false })).url, max: 4 })
  return async () => {
    await pool.end()
    await rm(directory, { recursive: true })
  }
})

async function addMigration(name: string, sql: string) {
  await mkdir(path.join(directory, name), { recursive: true })
  await writeFile(path.join(directory, name, 'migration.sql'), sql)
}

const tableExists = async (name: string) =>
  (await pool.query('SELECT to_regclass($1) IS NOT NULL AS there', [name])).rows[0].there

test('each migration has a number of its own: theirs is the order in which they run', async () => {
  const numbers = (await readMigrations(migrationsDirectory)).map(({ name }) => name.slice(0, 4))
  expect(numbers).toEqual([...new Set(numbers)].sort())
})

test('the migrations lead to the schema', () => {
  const script = fileURLToPath(new URL('../../../scripts/write-migration.mjs', import.meta.url))
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, '--print'], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toBe('The migrations and the schema agree; nothing to write.\n')
  expect(status).toBe(0)
})

test('the embedded database has the same bookkeeping', async () => {
  const db = await openTestDatabase()
  const files = await readMigrations(migrationsDirectory)
  const { rows } = await db.sql.query('SELECT migration_name AS name, checksum FROM "_prisma_migrations" ORDER BY 1')
  expect(rows).toEqual(files.map(({ name, checksum }) => ({ name, checksum })))
  await db.close()
})

describe('migrate', () => {
  test('applies what is missing, in order, once', async () => {
    const names = (await readMigrations(directory)).map((file) => file.name)
    expect(await migrate(pool, directory)).toEqual(names)
    expect(await migrate(pool, directory)).toEqual([])
    await addMigration('9998_a', 'CREATE TABLE a (id int)')
    await addMigration('9999_b', 'ALTER TABLE a ADD COLUMN b int')
    expect(await migrate(pool, directory)).toEqual(['9998_a', '9999_b'])
    const { rows } = await pool.query('SELECT * FROM "_prisma_migrations" WHERE migration_name = $1', ['9999_b'])
    expect(rows).toEqual([expect.objectContaining({ rolled_back_at: null, applied_steps_count: 1 })])
    expect(rows[0].finished_at).toBeInstanceOf(Date)
  })

  test('processes that start together apply each migration once', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, directory)))
    expect(applied.flat()).toEqual((await readMigrations(directory)).map((file) => file.name))
  })

  test('flows and tickets from before flows had rooms keep where their cards are', async () => {
    const late = (await readMigrations(directory)).map(({ name }) => name).filter((name) => name >= '0035')
    for (const name of late) await rm(path.join(directory, name), { recursive: true })
    await migrate(pool, directory)
    await pool.query(`
      INSERT INTO "User" (id, username, "displayName", role, "passwordHash") VALUES ('u', 'u', 'U', 'ADMIN', 'x');
      INSERT INTO "Room" (id, name, "nameKey") VALUES ('shop', 'Shop', 'shop');
      INSERT INTO "Flow" (id, title, draft, "ownerId", "updatedAt") VALUES ('f', 'F', '{}', 'u', now());
      INSERT INTO "FlowVersion" (id, "flowId", version, definition, "publishedById") VALUES ('v', 'f', 1, '{}', 'u');
      INSERT INTO "Ticket" (id, "flowVersionId", title, form, "initiatorId", "updatedAt")
        SELECT id, 'v', id, '{}', 'u', now() FROM unnest(ARRAY['common', 'shop', 'draft']) AS id;
      INSERT INTO "Message" (id, "roomId", seq, "changedSeq", "authorId", "clientId", "sentAt", state)
        SELECT 'm-' || id, room, n, n, 'u', 'ticket:' || id, now(), card::jsonb FROM (VALUES
          ('common', (SELECT id FROM "Room" WHERE everyone), 1, '{"card": {"type": "TICKET"}}'),
          ('shop', 'shop', 2, '{"card": {"type": "TICKET"}}'),
          ('draft', 'shop', 3, '{"card": null}')) AS posted (id, room, n, card)`)
    await cp(migrationsDirectory, directory, { recursive: true })
    expect(await migrate(pool, directory)).toEqual(late)
    const roomsOf = (table: string) =>
      pool.query(`SELECT t.id, name AS room FROM "${table}" t LEFT JOIN "Room" ON "Room".id = t."roomId" ORDER BY 1`)
    expect((await roomsOf('Flow')).rows).toEqual([{ id: 'f', room: 'general' }])
    expect((await roomsOf('Ticket')).rows).toEqual([
      { id: 'common', room: 'general' },
      { id: 'draft', room: null },
      { id: 'shop', room: 'Shop' },
    ])
  })

  test('statements with semicolons in bodies and strings stay whole', async () => {
    await addMigration(
      '9999_body',
      `CREATE FUNCTION answer() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 42; END; $$ LANGUAGE plpgsql;
       CREATE TABLE semicolons (t text DEFAULT 'a;b')`,
    )
    await migrate(pool, directory)
    expect((await pool.query('SELECT answer()')).rows).toEqual([{ answer: 42 }])
  })

  test('a migration that fails is undone whole and says why; repaired, it runs', async () => {
    await migrate(pool, directory)
    await addMigration('9999_broken', 'CREATE TABLE half (id int); SELECT nonsense;')
    await expect(migrate(pool, directory)).rejects.toThrow(/9999_broken failed and was undone: .*nonsense/)
    expect(await tableExists('half')).toBe(false)
    await addMigration('9999_broken', 'CREATE TABLE half (id int)')
    expect(await migrate(pool, directory)).toEqual(['9999_broken'])
  })

  test('refuses a changed migration', async () => {
    await addMigration('9999_a', 'CREATE TABLE a (id int)')
    await migrate(pool, directory)
    await addMigration('9999_a', 'CREATE TABLE a (id bigint)')
    await expect(migrate(pool, directory)).rejects.toThrow(/9999_a differs .* changes belong into a new migration/s)
  })

  test('refuses a database of a newer version', async () => {
    await addMigration('9999_newer', 'CREATE TABLE a (id int)')
    await migrate(pool, directory)
    await rm(path.join(directory, '9999_newer'), { recursive: true })
    await expect(migrate(pool, directory)).rejects.toThrow(/9999_newer.*newer version/s)
  })

  test('refuses a migration that another tool left unfinished, accepts one marked as rolled back', async () => {
    await migrate(pool, directory)
    await addMigration('9999_a', 'CREATE TABLE a (id int)')
    await pool.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ('x', 'x', '9999_a')`)
    await expect(migrate(pool, directory)).rejects.toThrow(/never finished/)
    await pool.query(`UPDATE "_prisma_migrations" SET rolled_back_at = now() WHERE id = 'x'`)
    expect(await migrate(pool, directory)).toEqual(['9999_a'])
  })
})
