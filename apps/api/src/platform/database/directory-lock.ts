import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, open, readFile, unlink, writeFile } from 'node:fs/promises'
import os from 'node:os'

/** Who holds a data directory. */
interface Holder {
  /** Tells two locks of one process apart. */
  token: string
  pid: number
  host: string
  /** The machine's boot; null where the system does not tell. */
  boot: string | null
  /** The process's start in clock ticks since the boot, against reused pids; null where the system does not tell. */
  startTicks: string | null
  since: string
}

export class DirectoryLocked extends Error {
  override name = 'DirectoryLocked'
}

/**
 * Takes the lock file or throws DirectoryLocked, which names the holder: two processes on one embedded database destroy it.
 * A lock is taken over only when its process is certainly dead. Never by age: a sleeping laptop's process comes back.
 * Returns what releases it.
 */
export async function lockDirectory(file: string): Promise<() => Promise<void>> {
  const mine = self()
  for (;;) {
    if (await take(file, mine)) return () => release(file, mine)
    const holder = await readHolder(file)
    if (holder === null) continue
    if (!isDead(holder)) throw new DirectoryLocked(occupied(file, holder))
    await reap(file, holder)
  }
}

/** Written aside and linked, so that nobody ever reads half a lock. */
async function take(file: string, mine: Holder): Promise<boolean> {
  const aside = `${file}.${mine.token}`
  await writeFile(aside, JSON.stringify(mine), { flag: 'wx', mode: 0o600 })
  try {
    await link(aside, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(aside)
  }
}

/**
 * Only one process may ever remove a given lock: the one that makes the claim file with the lock's token. Otherwise two that
 * saw the same dead holder could remove, one after the other, first the dead lock and then the winner's new one.
 */
async function reap(file: string, dead: Holder): Promise<void> {
  const claim = `${file}.reap-${dead.token}`
  try {
    await (await open(claim, 'wx', 0o600)).close()
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    throw new DirectoryLocked(
      `Another process is just taking ${file} over. Try again; if this stays, delete ${claim} and ${file}.`,
    )
  }
  try {
    if ((await readHolder(file))?.token === dead.token) await unlink(file)
  } finally {
    await unlink(claim)
  }
}

async function release(file: string, mine: Holder): Promise<void> {
  if ((await readHolder(file))?.token === mine.token) await unlink(file)
}

/** null when there is no lock (any more). */
async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    if (!(error instanceof SyntaxError)) throw error
    throw new DirectoryLocked(`${file} is damaged. If no other Sendoff uses this data directory, delete the file.`)
  }
}

function isDead(holder: Holder): boolean {
  if (holder.host !== os.hostname()) return false
  if (holder.boot !== null && holder.boot !== bootId()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return hasCode(error, 'ESRCH')
  }
  return holder.startTicks !== null && startTicks(holder.pid) !== holder.startTicks
}

const occupied = (file: string, { pid, host, since }: Holder) =>
  `This data directory is in use by process ${pid} on ${host} since ${since}. Stop that process first` +
  (host === os.hostname() ? '.' : `; if it no longer runs, delete ${file}.`) +
  ' For several processes at once, use Postgres (DATABASE_URL).'

const self = (): Holder => ({
  token: randomUUID(),
  pid: process.pid,
  host: os.hostname(),
  boot: bootId(),
  startTicks: startTicks(process.pid),
  since: new Date().toISOString(),
})

const bootId = () => readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? null

/** Field 22 of /proc/<pid>/stat; the fields are counted from behind the name, which may hold blanks and brackets. */
const startTicks = (pid: number) => {
  const stat = readProc(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

function readProc(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException | null)?.code === code
