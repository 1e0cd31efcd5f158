import type { LogTransaction } from '../../streams/event-log.ts'
import { CallerError } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { CommandLimits } from './commands.ports.ts'

/** The first half of the key of a lock; the second one is made of the user: two calls at once must see each other's run. */
const RUNNING_LOCK = 5343046

/**
 * Refuses who ran too much of late, by the database's clock. Runs of tickets do not count: somebody approved each of them.
 * @throws CallerError RATE_LIMITED with `retryAfterMs`
 */
export async function requireTurn(tx: LogTransaction, { userId }: Viewer, { perMinute }: CommandLimits): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${RUNNING_LOCK}::int, hashtext(${userId}))`
  const [late] = await tx.db.$queryRaw<{ count: number; waitMs: number | null }[]>`
    SELECT count(*)::int AS count, 60000 - max(age) AS "waitMs" FROM (
      SELECT (extract(epoch FROM (clock_timestamp() AT TIME ZONE 'UTC') - "createdAt") * 1000)::float8 AS age
      FROM "CommandRun" WHERE "createdById" = ${userId} AND "ticketId" IS NULL
        AND "createdAt" > (clock_timestamp() AT TIME ZONE 'UTC') - interval '1 minute'
      ORDER BY "createdAt" DESC LIMIT ${perMinute}::int
    ) recent`
  if ((late?.count ?? 0) < perMinute) return
  const retryAfterMs = Math.max(1, Math.ceil(late?.waitMs ?? 60_000))
  throw new CallerError(
    'RATE_LIMITED',
    `You began ${perMinute} commands within a minute. Try again in ${Math.ceil(retryAfterMs / 1000)} s, or run one on many servers at once.`,
    { retryAfterMs },
  )
}
