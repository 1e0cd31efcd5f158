import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { chmod, copyFile, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../config.ts'
import { lockDirectory } from '../platform/database/directory-lock.ts'
import { inQuietMoment } from '../platform/database/quiet-door.ts'

/**
 * `backup <file>`: the embedded database and the master key as a .tgz, whether Sendoff runs or not. Mirrors and builds are
 * left out: they are made again.
 */
export async function backUp(config: Config, [file]: string[]): Promise<string> {
  if (!file) throw new Error('Say where to: backup <file>, for example: npm start -- backup sendoff-backup.tgz')
  if (config.databaseUrl) {
    throw new Error('DATABASE_URL is set, so the data lies in Postgres. Use pg_dump, see docs/self-hosting.md.')
  }
  const target = path.resolve(file)
  const database = path.join(config.data, 'database')
  if (!existsSync(database)) throw new Error(`There is no database in ${config.data} (SENDOFF_DATA).`)
  // Beside the target, so that the disk that has room for the backup has room for this.
  const copy = await mkdtemp(path.join(path.dirname(target), '.sendoff-backup-'))
  const unfinished = path.join(copy, 'backup.tgz')
  try {
    await copyQuietly(config.data, () =>
      cp(database, path.join(copy, 'database'), { recursive: true, mode: constants.COPYFILE_FICLONE }),
    )
    const key = path.join(config.data, 'master.key')
    const names = existsSync(key) ? ['database', 'master.key'] : ['database']
    if (existsSync(key)) await copyFile(key, path.join(copy, 'master.key'))
    await promisify(execFile)('tar', ['-czf', unfinished, '-C', copy, ...names])
    await chmod(unfinished, 0o600)
    await rename(unfinished, target)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
  return `The backup is in ${target}. It holds everything, also secrets: keep it as safe as the data directory.`
}

/** In a quiet moment of the process that runs, or under the lock when none does. */
async function copyQuietly(data: string, copy: () => Promise<void>): Promise<void> {
  if (await inQuietMoment(path.join(data, 'database.sock'), copy)) return
  const unlock = await lockDirectory(path.join(data, 'database.lock'))
  await copy().finally(unlock)
}
