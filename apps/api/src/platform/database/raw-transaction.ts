import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg'
import { statementName } from './statement-name.ts'

/**
 * Plain SQL inside a transaction. A Prisma transaction is one, too; for what is written thousands of times a minute the bare
 * driver costs a fifth of it.
 */
export interface RawSql {
  $queryRaw<T = unknown>(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>
  $queryRawUnsafe<T = unknown>(text: string, ...values: unknown[]): PromiseLike<T>
  $executeRaw(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>
  $executeRawUnsafe(text: string, ...values: unknown[]): PromiseLike<number>
}

/** What came of a transaction's work. */
export interface Worked<T> {
  result: T
  /** Statements that are on their way, and whose answers nobody needs before the commit: it is sent right behind them. */
  underWay: Promise<unknown>
}

/**
 * Runs the work on one connection; all of it is committed, or nothing and the error comes out. Statements that are sent
 * within one turn travel together, `BEGIN` with the first of them, so that a turn costs one write and one wait.
 */
export async function runRawTransaction<T>(pool: Pool, work: (db: RawSql) => Promise<Worked<T>>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const send = (text: string) => sendThisTurn(client, { text })
    const [, { result, underWay }] = await Promise.all([send('BEGIN'), work(rawSql(client))])
    // What could not even be sent has failed when this turn's promises have; the server would not refuse the rest for it.
    await Promise.race([underWay, new Promise((resolve) => process.nextTick(resolve))])
    const [{ command }] = await Promise.all([send('COMMIT'), underWay])
    // Postgres answers COMMIT in a failed transaction with a ROLLBACK that is no error.
    if (command !== 'COMMIT') throw new Error('The transaction had failed before it was to be committed.')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** What is written to the database is held back until the end of this turn, so that all of it is one write. */
function sendThisTurn(client: PoolClient, query: QueryConfig): Promise<QueryResult> {
  const { stream } = client.connection
  if (stream.writableCorked === 0) {
    stream.cork()
    setImmediate(() => stream.uncork())
  }
  return client.query(query)
}

function rawSql(client: PoolClient): RawSql {
  const run = (text: string, values: unknown[]): Promise<QueryResult> => {
    const name = statementName(text)
    return sendThisTurn(client, { text, values, ...(name && { name }) })
  }
  const textOf = (parts: TemplateStringsArray) => parts.reduce((text, part, i) => `${text}$${i}${part}`)
  const rows = async <T>(result: Promise<QueryResult>) => (await result).rows as T
  const count = async (result: Promise<QueryResult>) => (await result).rowCount ?? 0
  return {
    $queryRaw: (parts, ...values) => rows(run(textOf(parts), values)),
    $queryRawUnsafe: (text, ...values) => rows(run(text, values)),
    $executeRaw: (parts, ...values) => count(run(textOf(parts), values)),
    $executeRawUnsafe: (text, ...values) => count(run(text, values)),
  }
}
