import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { PollOption, PollResult } from './poll.state.ts'

type Row = Prisma.PollGetPayload<object>

export interface PollRow extends Omit<Row, 'options' | 'result'> {
  options: PollOption[]
  /** Only of a closed one. */
  result: PollResult | null
}

export const pollOfRow = (row: Row): PollRow => ({
  ...row,
  options: row.options as unknown as PollOption[],
  result: row.result as unknown as PollResult | null,
})

/**
 * Takes the poll's lock: from here on nobody else votes in it or changes its state. The row and the clock are read by statements
 * of their own behind the lock, so that they tell what was committed while this one waited.
 * @throws CallerError NOT_FOUND
 */
export async function lockPoll({ db }: LogTransaction, id: string): Promise<{ poll: PollRow; isOver: boolean }> {
  if (!isId(id)) throw notFound('poll')
  await db.$queryRaw`SELECT id FROM "Poll" WHERE id = ${id} FOR UPDATE`
  const row = await db.poll.findUnique({ where: { id } })
  if (!row) throw notFound('poll')
  return { poll: pollOfRow(row), isOver: row.closesAt !== null && row.closesAt <= (await databaseNow(db)) }
}
