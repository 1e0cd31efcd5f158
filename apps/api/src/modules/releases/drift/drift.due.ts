import type { PrismaClient } from '../../../platform/database/database.ts'

/**
 * Takes the environment that was not checked for longest, where that was so many hours ago, something is live and no release
 * runs; null: none is due. It is nobody else's then, by the clock of the database, whatever becomes of the check.
 */
export async function takeDue(prisma: PrismaClient, hours: number): Promise<string | null> {
  const [due] = await prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Environment" SET "driftCheckedAt" = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE id = (
      SELECT e.id FROM "Environment" e JOIN "Release" live ON live.id = e."liveReleaseId"
      WHERE GREATEST(e."driftCheckedAt", live."finishedAt")
          < (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(hours => ${hours}::int)
        AND NOT EXISTS (
          SELECT 1 FROM "Release" r WHERE r."environmentId" = e.id AND r.status IN ('RUNNING', 'CANCELLING')
        )
      ORDER BY e."driftCheckedAt" NULLS FIRST LIMIT 1
      FOR NO KEY UPDATE OF e SKIP LOCKED
    )
    RETURNING id`
  return due?.id ?? null
}
