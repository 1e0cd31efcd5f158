import { PrismaPg } from '@prisma/adapter-pg'
import type { Transaction } from '@prisma/driver-adapter-utils'
import type { Pool } from 'pg'
import { statementName } from './statement-name.ts'

type IsolationLevel = Parameters<Awaited<ReturnType<PrismaPg['connect']>>['startTransaction']>[0]

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
    super(pool, {
      statementNameGenerator: ({ sql }) => statementName(sql),
      onPoolError: onError,
      onConnectionError: onError,
    })
  }

  override async connect() {
    const adapter = await super.connect()
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (level?: IsolationLevel) => refuseHollowCommit(await start(level))
    return adapter
  }
}
