import { Prisma, type Transaction } from '../../../platform/database/database.ts'

/** How a release that put servers back stands; null: it never did. */
export type WayBackState = 'UNDER_WAY' | 'DONE' | 'INCOMPLETE' | null

/** Its state as a value, of a row `r` of "Release". */
export const wayBackOfRow = Prisma.sql`(
  SELECT CASE
    WHEN count(*) = 0 THEN NULL
    WHEN r.status IN ('RUNNING', 'CANCELLING') THEN 'UNDER_WAY'
    WHEN bool_and(s.status IN ('SUCCEEDED', 'SKIPPED')) AND NOT EXISTS (
      SELECT 1 FROM "ReleaseTarget" t WHERE t."releaseId" = r.id AND t."liveDirectory" = r.directory
    ) THEN 'DONE'
    ELSE 'INCOMPLETE' END
  FROM "Step" s WHERE s."releaseId" = r.id AND s.key LIKE 'rollback:%')`

export async function readWayBack(db: Transaction, releaseId: string): Promise<WayBackState> {
  const [row] = await db.$queryRaw<{ state: WayBackState }[]>`
    SELECT ${wayBackOfRow} AS state FROM "Release" r WHERE r.id = ${releaseId}`
  return row?.state ?? null
}
