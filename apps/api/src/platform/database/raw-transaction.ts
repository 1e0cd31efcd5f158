import type { Pool, PoolClient, QueryResult } from 'pg'
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

/** Runs the work on one connection; all of it is committed, or nothing and the error comes out. */
export async function runRawTransaction<T>(pool: Pool, work: (db: RawSql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(rawSql(client))
    const { command } = await client.query('COMMIT')
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

function rawSql(client: PoolClient): RawSql {
  const run = (text: string, values: unknown[]): Promise<QueryResult> => {
    const name = statementName(text)
    return client.query({ text, values, ...(name && { name }) })
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
