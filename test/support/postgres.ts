import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { migrate } from '../../apps/api/src/platform/database/migrate.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { migrationsDirectory } from './database.ts'
import { findProgram } from './programs.ts'

/** A real Postgres cluster of its own, on a free port, gone when it is stopped. */
export interface TestPostgres {
  /** A new, migrated, empty database (cloned from a template: some tens of milliseconds). */
  createDatabase(options?: { migrated?: boolean }): Promise<{ url: string; open(): Promise<Database> }>
  /** SIGKILL or a fast stop, then a start on the same port and data. */
  restart(how?: 'kill' | 'stop'): Promise<void>
  stop(): Promise<void>
}

/** Where a program of the server's own version is, such as `pg_dump`. */
export const postgresProgram = (name: string) => findProgram(name, 'postgresql', versionFolders())

const TEMPLATE = 'sendoff_template'

/** `durable`: flushes each commit to the disk, as in production; tests that kill no machine do without. */
export async function startTestPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const initdb = postgresProgram('initdb')
  const binary = postgresProgram('postgres')
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-postgres-'))
  const account = await ownAccount(directory)
  const data = path.join(directory, 'data')
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'sendoff', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'],
    { ...account, cwd: directory, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`)

  // Another process may take a free port before the server does; then the next one is tried.
  let port = 0
  let server: ChildProcess | undefined
  for (let attempt = 0; !server; attempt += 1) {
    port = 20_000 + (randomBytes(2).readUInt16BE() % 12_000)
    server = await launch(binary, data, port, directory, account, durable).catch((error) => {
      if (attempt >= 5) throw error
      return undefined
    })
  }
  const url = (database: string) => `postgres://sendoff@127.0.0.1:${port}/${database}`
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: url('postgres') })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exit = once(server, 'exit')
    server.kill(signal)
    await exit
  }

  await admin(`CREATE DATABASE ${TEMPLATE}`)
  const pool = openTestPool(url(TEMPLATE), 1)
  await migrate(pool, migrationsDirectory)
  await pool.end()

  return {
    async createDatabase({ migrated = true } = {}) {
      const name = `test_${randomBytes(6).toString('hex')}`
      await admin(`CREATE DATABASE ${name} TEMPLATE ${migrated ? TEMPLATE : 'template0'}`)
      return {
        url: url(name),
        open: () => openDatabase({ url: url(name), migrations: migrationsDirectory }),
      }
    },
    async restart(how = 'stop') {
      await end(how === 'kill' ? 'SIGKILL' : 'SIGINT')
      server = await relaunch(() => launch(binary, data, port, directory, account, durable))
    },
    async stop() {
      await end('SIGINT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/**
 * A few connections for a test's own questions. One that is just ending may still be told that the server stops: nobody asks
 * it anything any more, so that is no failure.
 */
export function openTestPool(url: string, max = 2): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max })
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool.on('error', () => {})
}

/** Nothing is promised to survive the machine: tests are several times quicker so. */
const hasty = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/** After SIGKILL the children of the killed server need a moment before the data directory is free. */
async function relaunch(start: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await start()
    } catch (error) {
      if (attempt >= 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function launch(
  binary: string,
  data: string,
  port: number,
  sockets: string,
  account: { uid?: number; gid?: number },
  durable: boolean,
): Promise<ChildProcess> {
  const settings = ['max_connections=100', ...(durable ? [] : hasty)]
  const server = spawn(
    binary,
    ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, '-k', sockets, ...settings.flatMap((setting) => ['-c', setting])],
    { ...account, cwd: sockets, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let output = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-4000)
      if (output.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}:\n${output}`)))
  })
  return server
}

/** Debian keeps the server's programs out of PATH, one folder per version; the newest first. */
function versionFolders(): string[] {
  const base = '/usr/lib/postgresql'
  try {
    const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a))
    return versions.map((version) => path.join(base, version, 'bin'))
  } catch {
    return []
  }
}

/** Postgres refuses to run as root; then the account that its package made runs it and owns the directory. */
async function ownAccount(directory: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
  )
  if (!uid || !gid)
    throw new Error('Postgres does not run as root, and the account "postgres" does not exist. Create it.')
  await chown(directory, uid, gid)
  await chmod(directory, 0o700)
  return { uid, gid }
}
