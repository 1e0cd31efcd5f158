import type { LogTransaction } from '../../../streams/event-log.ts'
import { STORE_LIVES_SECONDS } from '../../builds/build-stores.ts'
import { judgeFreezes } from '../../freezes/hold-facts.ts'
import { trainHolds } from '../../trains/train.gate.ts'
import { fixVariables } from '../creation/variables-at-begin.ts'
import { blockStart, holdOf, judgeWaiting, overrideOf } from '../holds/release.holds.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import type { Claim } from './release.queue.ts'

/**
 * The last word before a release begins, in the transaction of the claim: what it says false to does not begin, and what it
 * wrote stays. The release's row and its environment's are locked.
 */
export type Admission = (tx: LogTransaction, releaseId: string) => Promise<boolean>

/** `again`: one that was next may not begin after all; there may be others. */
export type Taken = Claim | 'again' | null

interface Claimant {
  owner: string
  /** Where it keeps builds; null: it does not say. */
  storeId: string | null
  leaseSeconds: number
}

interface Next {
  id: string
  environmentId: string
  begins: boolean
}

/** Takes the next release: what holds it is judged now, by the clock of the database, whatever was believed before. */
export async function takeNext(
  tx: LogTransaction,
  { owner, storeId, leaseSeconds, admit }: Claimant & { admit: Admission },
): Promise<Taken> {
  await judgeFreezes(tx.db)
  const free = (await judgeWaiting(tx.db)).filter(({ hold }) => hold === null).map(({ id }) => id)
  const next = await findNext(tx, free, storeId)
  if (!next) return null
  if (next.begins) {
    const release = await tx.db.release.findUniqueOrThrow({
      where: { id: next.id },
      select: { override: true, toldHold: true },
    })
    if ((await trainHolds(tx.db, [next.id])).size > 0) return 'again'
    // Its environment's row is locked only now: somebody may have closed it a moment ago.
    const override = overrideOf(release.override)
    if ((await holdOf(tx.db, next.environmentId, { override })).hold) return 'again'
    if (!(await admit(tx, next.id))) return 'again'
    await fixVariables(tx, next.id)
    if (release.toldHold !== null) {
      await tx.append(releaseStream(next.id), [releaseChanged('QUEUED', 'Nothing holds it any more.')])
      await blockStart(tx, next.id, 'QUEUED', null)
    }
  }
  return begin(tx, next, { owner, storeId, leaseSeconds })
}

/**
 * Order: releases without a living worker, then the oldest of each idle environment that nothing holds: one that is held lets
 * others pass. Who has a release's build goes first, except where the build is seldom needed (a rollback) or everything else
 * matters more (the worker died, a cancel): who takes such a one finds out.
 */
async function findNext(tx: LogTransaction, free: string[], storeId: string | null): Promise<Next | undefined> {
  const [next] = await tx.db.$queryRaw<Next[]>`
    SELECT r.id, r."environmentId", r.status = 'QUEUED' AS begins
    FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId"
    WHERE ((
      r.status IN ('RUNNING', 'CANCELLING')
      AND (r."leaseUntil" IS NULL OR r."leaseUntil" < (clock_timestamp() AT TIME ZONE 'UTC'))
    ) OR (
      r.status = 'QUEUED' AND r.id = ANY(${free})
      AND NOT EXISTS (
        SELECT 1 FROM "Release" other
        WHERE other."environmentId" = r."environmentId"
          AND (
            other.status IN ('RUNNING', 'CANCELLING')
            OR other.status = 'QUEUED' AND other.id = ANY(${free})
              AND (COALESCE(other."scheduledAt", other."createdAt"), other.number)
                < (COALESCE(r."scheduledAt", r."createdAt"), r.number)
          )
      )
    )) AND (
      ${storeId}::text IS NULL OR r."buildId" IS NULL OR r."leaseUntil" IS NOT NULL
      OR r.status = 'CANCELLING' OR r.status = 'QUEUED' AND r.kind = 'ROLLBACK'
      OR NOT EXISTS (
        SELECT 1 FROM "Build" b JOIN "BuildCopy" c ON c.sha256 = b.sha256 JOIN "BuildStore" s ON s.id = c."storeId"
        WHERE b.id = r."buildId"
          AND s."seenAt" > (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(secs => ${STORE_LIVES_SECONDS}::int)
      ) OR EXISTS (
        SELECT 1 FROM "Build" b JOIN "BuildCopy" c ON c.sha256 = b.sha256
        WHERE b.id = r."buildId" AND c."storeId" = ${storeId}
      )
    )
    ORDER BY r.status = 'QUEUED', COALESCE(r."scheduledAt", r."createdAt"), r.number
    LIMIT 1
    FOR NO KEY UPDATE OF r, e SKIP LOCKED`
  return next
}

/** The fencing token is drawn in the same statement. */
async function begin(tx: LogTransaction, { id, environmentId }: Next, claimant: Claimant) {
  const { owner, storeId, leaseSeconds } = claimant
  const [claim] = await tx.db.$queryRaw<Claim[]>`
    WITH token AS (
      UPDATE "Environment" e SET fence = e.fence + 1 WHERE e.id = ${environmentId} RETURNING e.id, e.fence
    )
    UPDATE "Release" r
    SET status = CASE WHEN r.status = 'QUEUED' THEN 'RUNNING' ELSE r.status END,
        fence = token.fence,
        attempt = r.attempt + 1,
        "toldHold" = NULL,
        "startedAt" = COALESCE(r."startedAt", clock_timestamp() AT TIME ZONE 'UTC'),
        "leaseOwner" = ${owner},
        "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${leaseSeconds}::int)
    FROM token
    WHERE r.id = ${id}
    RETURNING r.id AS "releaseId", r."environmentId", r."leaseOwner" AS owner, r.fence, r.attempt, r.status,
      r."cancelRollsBack" AS "rollsBack", ${storeId}::text AS "storeId"`
  return claim ?? null
}
