import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlQuery, Transaction } from '@prisma/driver-adapter-utils'
import type { Pool } from 'pg'

type IsolationLevel = Parameters<Awaited<ReturnType<PrismaPg['connect']>>['startTransaction']>[0]

/** Statements with names are prepared once a connection. Bounded: `IN` lists make ever new texts, and each costs memory. */
const MAX_PREPARED = 500
const names = new Map<string, string>()

function statementName({ sql }: SqlQuery): string {
  const known = names.get(sql)
  if (known) return known
  if (names.size >= MAX_PREPARED) return ''
  const name = createHash('sha1').update(sql).digest('hex')
  names.set(sql, name)
  return name
}

/**
 * Postgres answers COMMIT in a failed transaction with a ROLLBACK that is no error. A caller that swallowed the failure
 * would be told that its work is saved; here that COMMIT fails with the server's own "transaction is aborted" (25P02).
 */
function refuseHollowCommit(tx: Transaction): Transaction {
  let failed = false
  const queryRaw = tx.queryRaw.bind(tx)
  const executeRaw = tx.executeRaw.bind(tx)
  const noting = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      failed = true
      throw error
    }
  }
  tx.queryRaw = (query) => noting(queryRaw(query))
  tx.executeRaw = async (query) => {
    if (failed && query.sql === 'COMMIT') {
      try {
        await executeRaw({ sql: 'SELECT 1', args: [], argTypes: [] })
      } catch (error) {
        await executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] })
        throw error
      }
    }
    return noting(executeRaw(query))
  }
  return tx
}

/** Prisma's adapter for `pg` with prepared statements and honest commits. */
export class PrismaPool extends PrismaPg {
  constructor(pool: Pool, onError: (error: Error) => void) {
    super(pool, { statementNameGenerator: statementName, onPoolError: onError, onConnectionError: onError })
  }

  override async connect() {
    const adapter = await super.connect()
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (level?: IsolationLevel) => refuseHollowCommit(await start(level))
    return adapter
  }
}
