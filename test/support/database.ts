import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { startEmbedded } from '../../apps/api/src/platform/database/embedded.ts'
import { emptyDatabaseKey, keepEmptyDatabase } from '../../apps/api/src/platform/database/empty-database.ts'
import { migrate } from '../../apps/api/src/platform/database/migrate.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { embeddedPool } from '../../apps/api/src/platform/database/pool.ts'

export const migrationsDirectory = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** A migrated, empty database in memory: about half a second, because it starts from a dump that is kept between runs. */
export async function openTestDatabase(): Promise<Database> {
  return openDatabase({ directory: null, migrations: migrationsDirectory, snapshot: await migratedSnapshot() })
}

/** An empty database in a directory, as the build makes it, for tests that start in a data directory of their own. */
export async function preparedDatabases(): Promise<string> {
  const key = await emptyDatabaseKey(migrationsDirectory)
  const directory = path.join(os.tmpdir(), `sendoff-test-empty-database-${key}`)
  await keepEmptyDatabase(directory, key, async (data) => {
    await (await openDatabase({ directory: data, migrations: migrationsDirectory })).close()
  })
  return directory
}

let snapshot: Promise<string> | undefined

function migratedSnapshot() {
  snapshot ??= writeSnapshot()
  return snapshot
}

/** The dump's name tells what is in it; processes that write it at the same time replace it by its equal. */
async function writeSnapshot(): Promise<string> {
  const file = path.join(os.tmpdir(), `sendoff-test-database-${await emptyDatabaseKey(migrationsDirectory)}.tar`)
  if (existsSync(file)) return file
  const server = await startEmbedded({
    directory: null,
    onCrash: (error) => {
      throw error
    },
  })
  const pool = embeddedPool(() => server.connect())
  await migrate(pool, migrationsDirectory)
  await pool.end()
  const unfinished = `${file}.${randomUUID()}`
  await server.dump(unfinished)
  await rename(unfinished, file)
  await server.close()
  return file
}
