import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { fillSlots } from './build-line.ts'
import { STORE_LIVES_SECONDS } from './build-stores.ts'
import type { NamedTurn } from './turn-words.ts'

/** A release's attempt, as long as its lease lasts. */
export interface Holder {
  releaseId: string
  owner: string
  fence: number
  storeId: string | null
}

/** Any number that no other advisory lock has: whoever fills slots is alone. */
const SLOTS_LOCK = 5343019

export interface StoredTurn extends NamedTurn {
  askedAt: Date
  beganAt: Date | null
}

/** Who builds and who waits for it, over all workers. */
export function createBuildTurns({ prisma, log }: { prisma: PrismaClient; log: EventLog }) {
  return {
    /** Lets in who came, takes out who left, fills the slots; returns everybody who counts, and who came into a slot. */
    look: (
      { entering, left }: { entering: ReadonlyMap<Holder, string>; left: readonly Holder[] },
      slots: number,
    ): Promise<{ turns: StoredTurn[]; granted: StoredTurn[] }> =>
      log.transaction(async (tx) => {
        await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${SLOTS_LOCK}::bigint)`
        for (const [holder, cacheKey] of entering) await enter(tx.db, holder, cacheKey)
        for (const { releaseId, fence } of left) await tx.db.buildTurn.deleteMany({ where: { releaseId, fence } })
        await tx.db.$executeRaw`
          DELETE FROM "BuildTurn" t USING "Release" r
          WHERE r.id = t."releaseId" AND r.status NOT IN ('RUNNING', 'CANCELLING')`
        const now = await databaseNow(tx.db)
        const { turns, granted } = fillSlots(await readTurns(tx.db), slots, now.getTime())
        for (const turn of granted) await grant(tx.db, turn, now)
        return { turns, granted }
      }),

    /** Everybody who counts at this moment. */
    current: () => readTurns(prisma),

    /** Makes the release ship a build of this name that another living worker keeps. False: there is none. */
    adopt: ({ releaseId, owner, fence, storeId }: Holder, cacheKey: string): Promise<boolean> =>
      log.transaction(async (tx) => {
        const count = await tx.db.$executeRaw`
          UPDATE "Release" r SET "buildId" = found.id
          FROM (
            SELECT b.id FROM "Build" b
            JOIN "BuildTurn" t ON t."releaseId" = ${releaseId} AND t."projectId" = b."projectId"
            JOIN "BuildCopy" c ON c.sha256 = b.sha256 JOIN "BuildStore" s ON s.id = c."storeId"
            WHERE b."cacheKey" = ${cacheKey} AND s.id <> ${storeId}::text
              AND s."seenAt" > (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(secs => ${STORE_LIVES_SECONDS}::int)
            ORDER BY b.id DESC LIMIT 1
          ) found
          WHERE r.id = ${releaseId} AND r.fence = ${fence} AND r."leaseOwner" = ${owner}
            AND r.status IN ('RUNNING', 'CANCELLING')`
        return count > 0
      }),
  }
}

export type BuildTurnStore = ReturnType<typeof createBuildTurns>

/** It stands where an earlier attempt of the release stood, if one did. */
const enter = (db: Transaction, { releaseId, fence }: Holder, cacheKey: string) => db.$executeRaw`
  INSERT INTO "BuildTurn" ("releaseId", "projectId", "cacheKey", fence, "askedAt")
  SELECT r.id, e."projectId", ${cacheKey}, ${fence}::int, clock_timestamp() AT TIME ZONE 'UTC'
  FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId" WHERE r.id = ${releaseId}
  ON CONFLICT ("releaseId") DO UPDATE SET fence = EXCLUDED.fence, "cacheKey" = EXCLUDED."cacheKey", "beganAt" = NULL
  WHERE "BuildTurn".fence < EXCLUDED.fence`

/** Only whose lease lives counts: the dead neither build nor wait. */
async function readTurns(db: Transaction | PrismaClient): Promise<StoredTurn[]> {
  const rows = await db.$queryRaw<(Omit<StoredTurn, 'began' | 'lastBuildAt'> & { lastBuildAt: Date | null })[]>`
    SELECT t."releaseId", t."projectId", t."cacheKey", t.ticket, t."askedAt", t."beganAt",
      r.number, p.title AS "projectTitle", p."lastBuildAt"
    FROM "BuildTurn" t
    JOIN "Release" r ON r.id = t."releaseId" AND r.fence = t.fence AND r.status IN ('RUNNING', 'CANCELLING')
      AND r."leaseUntil" > (clock_timestamp() AT TIME ZONE 'UTC')
    JOIN "Project" p ON p.id = t."projectId"
    ORDER BY t."beganAt", t.ticket`
  return rows.map((row) => ({
    ...row,
    began: row.beganAt !== null,
    lastBuildAt: row.lastBuildAt?.getTime() ?? null,
  }))
}

async function grant(db: Transaction, { releaseId, projectId, lastBuildAt }: StoredTurn, now: Date): Promise<void> {
  await db.buildTurn.update({ where: { releaseId }, data: { beganAt: now } })
  const at = new Date(lastBuildAt ?? now)
  // Not by Prisma, which would count it as a change of the project.
  await db.$executeRaw`UPDATE "Project" SET "lastBuildAt" = ${at} WHERE id = ${projectId}`
}
