import pg from 'pg'
import type { Wire } from './wire.ts'

export interface PostgresPoolOptions {
  url: string
  /** Most connections of this process. */
  size: number
}

// Columns are `timestamp(3)` in UTC, as Prisma writes them; `pg` alone would read and write them in the process's time zone.
pg.defaults.parseInputDatesAsUTC = true
const TIMESTAMP = 1114
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === TIMESTAMP && format !== 'binary'
      ? (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
      : pg.types.getTypeParser(oid, format),
}

// Statements of one connection are sent without waiting for the answer to the one before, where the caller does not.
const shared: pg.PoolConfig = { types, application_name: 'sendoff', pipeline: true }

export function postgresPool({ url, size }: PostgresPoolOptions): pg.Pool {
  return new pg.Pool({
    ...shared,
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    options: '-c TimeZone=UTC',
    keepAlive: true,
  })
}

/** One connection: the embedded database is one session. Who waits for it waits as long as a transaction may wait. */
export function embeddedPool(connect: () => Wire): pg.Pool {
  return new pg.Pool({
    ...shared,
    max: 1,
    user: 'postgres',
    database: 'postgres',
    password: '',
    ssl: false,
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: 0,
    // The types know only a socket; `pg` uses of it what Wire offers.
    stream: connect as unknown as NonNullable<pg.PoolConfig['stream']>,
  })
}
