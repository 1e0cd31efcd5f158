import type { StepKind } from '../../../engine/types.ts'
import type { PrismaClient } from '../../../platform/database/database.ts'

/** Seconds by `expectationKey`. */
export type StepExpectations = ReadonlyMap<string, number>

/** Steps that do the same, on whichever server. */
export const expectationKey = ({ kind, title }: { kind: StepKind; title: string | null }) => `${kind} ${title ?? ''}`

interface ExpectedRow {
  id: string
  kind: StepKind
  title: string | null
  seconds: number
}

/** What steps usually take, from what they took. */
export const createReleaseExpectations = ({ prisma }: { prisma: PrismaClient }) => ({
  /**
   * For each release the medians over the last ten releases of its kind in its environment that succeeded before it; a step
   * that had nothing to do took no time. One statement, however many releases.
   */
  async stepExpectations(releaseIds: string[]): Promise<Map<string, StepExpectations>> {
    const rows = await prisma.$queryRaw<ExpectedRow[]>`
      SELECT r.id, s.kind::text AS kind, s.title, percentile_cont(0.5) WITHIN GROUP (ORDER BY
        CASE WHEN s.status = 'SKIPPED' THEN 0 ELSE extract(epoch FROM s."finishedAt" - s."startedAt") END
      )::float8 AS seconds
      FROM "Release" r CROSS JOIN LATERAL (
        SELECT earlier.id FROM "Release" earlier
        WHERE earlier."environmentId" = r."environmentId" AND earlier.kind = r.kind AND earlier.status = 'SUCCEEDED'
          AND earlier.number < r.number
        ORDER BY earlier.number DESC LIMIT 10
      ) last JOIN "Step" s ON s."releaseId" = last.id
      WHERE r.id = ANY(${releaseIds})
        AND (s.status = 'SKIPPED' OR s.status = 'SUCCEEDED' AND s."startedAt" IS NOT NULL AND s."finishedAt" IS NOT NULL)
      GROUP BY r.id, s.kind, s.title`
    const found = new Map<string, Map<string, number>>()
    for (const row of rows) {
      const steps = found.get(row.id) ?? new Map<string, number>()
      found.set(row.id, steps.set(expectationKey(row), row.seconds))
    }
    return found
  },
})
