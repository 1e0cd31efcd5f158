import type { Pool } from 'pg'
import type { Prisma, PrismaClient } from './generated/client/client.ts'

export type { PrismaClient } from './generated/client/client.ts'
export { Prisma } from './generated/client/client.ts'

/** The client inside an interactive transaction. Inside one, use only it: the embedded database has a single connection. */
export type Transaction = Prisma.TransactionClient

/** One database, embedded or Postgres: the same adapter, dialect and migrations for both. */
export interface Database {
  readonly kind: 'embedded' | 'postgres'
  readonly prisma: PrismaClient
  /** Raw SQL for hot paths (`fill`, log append, metrics). On the embedded database the pool has one connection. */
  readonly sql: Pool
  /** Answers `SELECT 1` within `timeoutMs`, else throws. */
  ping(timeoutMs: number): Promise<void>
  /** Ends connections; on the embedded database also writes a checkpoint and releases the directory's lock. */
  close(): Promise<void>
}
