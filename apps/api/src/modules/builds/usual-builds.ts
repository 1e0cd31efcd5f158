import type { PrismaClient } from '../../platform/database/database.ts'

/**
 * What builds of these releases usually take, in ms: the median of the last ten that were made in the environment, else in the
 * project. Releases without such a history are left out.
 */
export async function usualBuilds(prisma: PrismaClient, releaseIds: string[]): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ id: string; ms: number }[]>`
    SELECT r.id, (percentile_cont(0.5) WITHIN GROUP (ORDER BY made."tookMs"))::float8 AS ms
    FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId"
    CROSS JOIN LATERAL (
      SELECT ranked."tookMs" FROM (
        SELECT b."tookMs", b.id, maker."environmentId" = e.id AS own,
          bool_or(maker."environmentId" = e.id) OVER () AS "anyOwn"
        FROM "Build" b LEFT JOIN "Release" maker ON maker.id = b."madeById"
        WHERE b."projectId" = e."projectId" AND b."tookMs" IS NOT NULL
      ) ranked
      WHERE ranked.own OR ranked."anyOwn" IS NOT TRUE
      ORDER BY ranked.id DESC LIMIT 10
    ) made
    WHERE r.id = ANY(${releaseIds})
    GROUP BY r.id`
  return new Map(rows.map(({ id, ms }) => [id, ms]))
}
