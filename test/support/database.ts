import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { startEmbedded } from '../../apps/api/src/platform/database/embedded.ts'
import { migrate, readMigrations } from '../../apps/api/src/platform/database/migrate.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { embeddedPool } from '../../apps/api/src/platform/database/pool.ts'

export const migrationsDirectory = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** A migrated, empty database in memory: about half a second, because it starts from a dump that is kept between runs. */
export async function openTestDatabase(): Promise<Database> {
  return openDatabase({ directory: null, migrations: migrationsDirectory, snapshot: await migratedSnapshot() })
}

let snapshot: Promise<string> | undefined

function migratedSnapshot() {
  snapshot ??= writeSnapshot()
  return snapshot
}

/** The dump's name tells what is in it; processes that write it at the same time replace it by its equal. */
async function writeSnapshot(): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion())
  for (const { name, checksum } of await readMigrations(migrationsDirectory)) hash.update(`${name} ${checksum}\n`)
  const file = path.join(os.tmpdir(), `sendoff-test-database-${hash.digest('hex').slice(0, 16)}.tar`)
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

/** The server's PGlite; tools bring another version along. */
async function pgliteVersion() {
  const require = createRequire(new URL('../../apps/api/package.json', import.meta.url))
  const manifest = path.join(path.dirname(require.resolve('@electric-sql/pglite')), '../package.json')
  return JSON.parse(await readFile(manifest, 'utf8')).version as string
}
