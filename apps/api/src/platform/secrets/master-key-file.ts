import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { readMasterKeys } from './master-key-text.ts'

/**
 * The master keys from `master.key` in the data directory; made at the first start, readable by its owner only. One key a
 * line, the newest first. Throws when others may read the file or when it holds no key.
 */
export async function loadMasterKeyFile(dataDirectory: string): Promise<Buffer[]> {
  const file = path.join(dataDirectory, 'master.key')
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  const text = (await read(file)) ?? (await create(file))
  const keys = readMasterKeys(text)
  if (keys) return keys
  throw new Error(
    `${file} does not hold a key. Put the key back from your backup: without it the stored credentials cannot be opened.`,
  )
}

async function read(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file)
    if ((mode & 0o077) !== 0) throw new Error(`Others may read ${file}. Run: chmod 600 '${file}'`)
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Written aside and then linked: a process that starts at the same time never sees half a key, and both use the same. */
async function create(file: string): Promise<string> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(aside)
  }
  return readFile(file, 'utf8')
}
