import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { readMigrations } from './migrate.ts'

/**
 * What an empty, migrated embedded database depends on: PGlite's version and every migration. Directories of prepared ones
 * are named after it, so that one that does not fit is never found.
 */
export async function emptyDatabaseKey(migrations: string): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion())
  for (const { name, checksum } of await readMigrations(migrations)) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex').slice(0, 16)
}

/** Its manifest is no part of what the package exports. */
async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  return JSON.parse(await readFile(path.join(path.dirname(entry), '../package.json'), 'utf8')).version
}

/**
 * Makes the database directory where there is none: a copy of the prepared one, or by `create`, which takes many seconds.
 * It appears whole or not at all, whenever the process is killed. The caller holds the lock of the data directory.
 */
export async function ensureDatabaseDirectory(
  place: string,
  { prepared, create }: { prepared: string | null; create(place: string): Promise<void> },
): Promise<void> {
  if (existsSync(place)) return
  const unfinished = `${place}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  if (prepared !== null && existsSync(prepared)) {
    await cp(prepared, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE })
  } else await create(unfinished)
  await rename(unfinished, place)
}

/**
 * Puts a prepared database into `directory` unless it is there already, made by `create` in the data directory that it is
 * given. Ones that no longer fit are removed. Processes that do this at the same time replace it by its equal.
 */
export async function keepEmptyDatabase(
  directory: string,
  key: string,
  create: (dataDirectory: string) => Promise<void>,
): Promise<void> {
  const kept = path.join(directory, key)
  if (existsSync(kept)) return
  await mkdir(directory, { recursive: true })
  const making = await mkdtemp(path.join(directory, 'making-'))
  try {
    await create(making)
    await rename(path.join(making, 'database'), kept).catch((error) => {
      if (!existsSync(kept)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  const former = (await readdir(directory)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== key)
  for (const name of former) await rm(path.join(directory, name), { recursive: true, force: true })
}
