import type { Transaction } from '../../platform/database/database.ts'

/** The time by the database's clock, which is the same for all processes; in whole ms, and never later than it is. */
export async function databaseNow(db: Pick<Transaction, '$queryRaw'>): Promise<Date> {
  const [row] = await db.$queryRaw<
    { at: number }[]
  >`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at`
  return new Date(row?.at ?? Number.NaN)
}
