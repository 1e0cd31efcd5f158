import path from 'node:path'
import type { Pool } from 'pg'
import type { Database } from './database.ts'
import { startEmbedded } from './embedded.ts'
import { emptyDatabaseKey } from './empty-database.ts'
import { PrismaClient } from './generated/client/client.ts'
import { migrate } from './migrate.ts'
import { embeddedPool, postgresPool } from './pool.ts'
import { PrismaPool } from './prisma-adapter.ts'
import { openQuietDoor } from './quiet-door.ts'

interface CommonOptions {
  /** The directory with the migrations (`prisma/migrations`). */
  migrations: string
  /** Told about broken idle connections and a dead embedded database (`fatal`: end the process and start anew). */
  onError?: (error: Error, fatal: boolean) => void
}

export interface PostgresOptions extends CommonOptions {
  url: string
  /** Most connections; 10 when missing. */
  poolSize?: number
}

export interface EmbeddedDatabaseOptions extends CommonOptions {
  /** The data directory; null = in memory, gone with the process. */
  directory: string | null
  /** A dumped, migrated data directory to start from (tests). */
  snapshot?: string
  /** Where the build put empty databases; what fits is copied into a new data directory, which saves many seconds. */
  prepared?: string
}

export type DatabaseOptions = PostgresOptions | EmbeddedDatabaseOptions

/** Opens the database and brings it to the newest migration. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return 'url' in options ? openPostgres(options) : openEmbedded(options)
}

async function openPostgres({ url, poolSize = 10, migrations, onError }: PostgresOptions): Promise<Database> {
  const pool = postgresPool({ url, size: poolSize })
  return assemble('postgres', pool, migrations, onError, () => pool.end())
}

async function openEmbedded(options: EmbeddedDatabaseOptions): Promise<Database> {
  const { directory, snapshot, migrations, onError } = options
  const prepared = options.prepared ? path.join(options.prepared, await emptyDatabaseKey(migrations)) : null
  const server = await startEmbedded({ directory, snapshot, prepared, onCrash: (error) => onError?.(error, true) })
  const pool = embeddedPool(() => server.connect())
  const database = await assemble('embedded', pool, migrations, onError, async () => {
    await pool.end()
    await server.close()
  })
  if (directory === null) return database
  const door = await openQuietDoor(path.join(directory, 'database.sock'), pool, (error) => onError?.(error, false))
  return { ...database, close: () => door.close().then(database.close) }
}

async function assemble(
  kind: Database['kind'],
  sql: Pool,
  migrations: string,
  onError: CommonOptions['onError'],
  end: () => Promise<void>,
): Promise<Database> {
  const report = (error: Error) => onError?.(error, false)
  sql.on('error', report)
  // One that is just ending has no listener of the pool's any more, and its last error must not end the process.
  sql.on('connect', (client) => void client.on('error', () => {}))
  try {
    await migrate(sql, migrations)
  } catch (error) {
    await end()
    throw error
  }
  const prisma = new PrismaClient({
    adapter: new PrismaPool(sql, report),
    transactionOptions: { maxWait: 10_000, timeout: 15_000 },
  })
  return {
    kind,
    prisma,
    sql,
    ping: (timeoutMs) => ping(sql, timeoutMs),
    async close() {
      await prisma.$disconnect()
      await end()
    },
  }
}

async function ping(sql: Pool, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${timeoutMs} ms.`)), timeoutMs)
  })
  const answer = sql.query('SELECT 1')
  // When the time is over first, the answer's own failure has no other listener.
  answer.catch(() => undefined)
  try {
    await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
