import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Pool, PoolClient } from 'pg'

/** The key of the advisory lock under which one process at a time migrates; any fixed number that nobody else uses. */
const LOCK = 5_365_640_233

export interface MigrationFile {
  /** The directory's name, such as `0001_first`; the order of names is the order of migrations. */
  name: string
  sql: string
  /** SHA-256 in hex, as `_prisma_migrations` keeps it. */
  checksum: string
}

export class MigrationError extends Error {
  override name = 'MigrationError'
}

export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

const TABLE = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

interface AppliedMigration {
  migration_name: string
  checksum: string
  finished_at: Date | null
}

/**
 * Brings the database to the newest migration and says which ones it applied. Any number of processes may call it at once.
 * The bookkeeping is that of Prisma Migrate. Throws MigrationError when the database and the files tell different stories.
 */
export async function migrate(pool: Pool, directory: string): Promise<string[]> {
  const files = await readMigrations(directory)
  const client = await pool.connect()
  try {
    // A waiting process must not be cut off by the time limit that holds for ordinary statements.
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(TABLE)
    const { rows } = await client.query<AppliedMigration>(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    )
    refuseContradictions(files, rows)
    const done = new Set(rows.map((row) => row.migration_name))
    const missing = files.filter((file) => !done.has(file.name))
    for (const file of missing) await apply(client, file)
    return missing.map((file) => file.name)
  } finally {
    // Ends the session: its lock and its settings go with it.
    client.release(true)
  }
}

function refuseContradictions(files: MigrationFile[], applied: AppliedMigration[]) {
  const byName = new Map(files.map((file) => [file.name, file]))
  for (const row of applied) {
    const file = byName.get(row.migration_name)
    if (!file) {
      throw new MigrationError(
        `The database has the migration ${row.migration_name}, which this version of Sendoff does not know: a newer version ` +
          'has used it. Start that version, or restore the backup made before the upgrade.',
      )
    }
    if (row.finished_at === null) {
      throw new MigrationError(
        `The migration ${row.migration_name} was begun by another tool and never finished. Repair the database, then set ` +
          'finished_at or rolled_back_at of its row in "_prisma_migrations".',
      )
    }
    if (row.checksum !== file.checksum) {
      throw new MigrationError(
        `The migration ${row.migration_name} differs from the one that made this database. Put its file back as it was; ` +
          'changes belong into a new migration.',
      )
    }
  }
}

/** The file is one simple-protocol query, so bodies with `;` are safe; its row commits with it or not at all. */
async function apply(client: PoolClient, file: MigrationFile) {
  const startedAt = new Date()
  try {
    await client.query('BEGIN')
    await client.query(file.sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), $4, 1)`,
      [randomUUID(), file.checksum, startedAt, file.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationError(`The migration ${file.name} failed and was undone: ${reason}`, { cause: error })
  }
}
