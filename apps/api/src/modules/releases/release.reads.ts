import type { ReleaseStatus } from '../../engine/types.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import { type WayBackState, wayBackOfRow } from './aftermath/way-back.reads.ts'
import { outputStream, releaseStream } from './release.events.ts'

/** A release's changing part, with the heads of its streams at the same moment: follow from there, and nothing is missing. */
export interface ReleaseNow {
  id: string
  number: number
  status: ReleaseStatus
  failure: string | null
  startedAt: Date | null
  finishedAt: Date | null
  createdById: string
  environment: { id: string; kind: 'TEST' | 'PRODUCTION' }
  /** The number of what is live in its environment. */
  liveNumber: number | null
  isLive: boolean
  /** It was retried: the newer release goes on from there. */
  retried: boolean
  /** A server did not end well, or was never reached. */
  hasFailedServers: boolean
  badAt: Date | null
  badReason: string | null
  badById: string | null
  /** How its way back stands; null when it never went back. */
  wayBack: WayBackState
  headSeq: number
  outputHeadSeq: number
}

/** How much there is to do in the whole installation. */
export interface QueueFigures {
  queued: number
  running: number
  /** Running by their status, while their worker's lease has ended: it died, or the database was away. */
  leasesLost: number
  /** How long the first in the queue has been waiting; 0 when none waits. */
  oldestQueuedSeconds: number
}

const byId = <T extends { id: string }, V>(rows: T[], value: (row: T) => V) =>
  new Map(rows.map((r) => [r.id, value(r)]))

/** What lists and pages ask about many releases at once, each by one statement. */
export const createReleaseReads = ({ prisma }: { prisma: PrismaClient }) => ({
  async releasesNow(ids: string[]): Promise<Map<string, ReleaseNow>> {
    const rows = await prisma.$queryRaw<ReleaseNow[]>`
      SELECT r.id, r.number, r.status, r.failure, r."startedAt", r."finishedAt", r."createdById",
        json_build_object('id', e.id, 'kind', e.kind) AS environment, live.number AS "liveNumber", COALESCE(live.id = r.id, false) AS "isLive",
        EXISTS (SELECT 1 FROM "Release" d WHERE d."originId" = r.id AND d.kind = 'SHIP') AS retried,
        EXISTS (SELECT 1 FROM "ReleaseTarget" t WHERE t."releaseId" = r.id AND t.status NOT IN ('SUCCEEDED', 'SKIPPED'))
          AS "hasFailedServers",
        r."badAt", r."badReason", r."badById", ${wayBackOfRow} AS "wayBack",
        COALESCE((SELECT "lastSeq" FROM "Stream" WHERE id = ${releaseStream('')} || r.id), 0) AS "headSeq",
        COALESCE((SELECT "lastSeq" FROM "Stream" WHERE id = ${outputStream('')} || r.id), 0) AS "outputHeadSeq"
      FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId"
      LEFT JOIN "Release" live ON live.id = e."liveReleaseId"
      WHERE r.id = ANY(${ids})`
    return byId(rows, (row) => row)
  },

  /** 1 = the next of its environment; only releases that are QUEUED have one. */
  async queuePositions(ids: string[]): Promise<Map<string, number>> {
    const rows = await prisma.$queryRaw<{ id: string; position: number }[]>`
      SELECT r.id, (
        SELECT count(*)::int + 1 FROM "Release" before
        WHERE before."environmentId" = r."environmentId" AND before.status = 'QUEUED'
          AND (COALESCE(before."scheduledAt", before."createdAt"), before.number)
            < (COALESCE(r."scheduledAt", r."createdAt"), r.number)
      ) AS position
      FROM "Release" r WHERE r.id = ANY(${ids}) AND r.status = 'QUEUED'`
    return byId(rows, (row) => row.position)
  },

  /** Seconds that a release of each environment takes: the median of the last ten that succeeded. */
  async expectedSeconds(environmentIds: string[]): Promise<Map<string, number>> {
    const rows = await prisma.$queryRaw<{ id: string; seconds: number }[]>`
      SELECT e.id, ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY last.seconds))::int AS seconds
      FROM "Environment" e CROSS JOIN LATERAL (
        SELECT extract(epoch FROM r."finishedAt" - r."startedAt")::float8 AS seconds FROM "Release" r
        WHERE r."environmentId" = e.id AND r.kind = 'SHIP' AND r.status = 'SUCCEEDED' AND r."startedAt" IS NOT NULL
        ORDER BY r.number DESC LIMIT 10
      ) last
      WHERE e.id = ANY(${environmentIds}) GROUP BY e.id`
    return byId(rows, (row) => row.seconds)
  },

  /** Running and queued releases of each environment, in the order in which they run. */
  async queues(environmentIds: string[]): Promise<Map<string, string[]>> {
    const rows = await prisma.$queryRaw<{ id: string; ids: string[] }[]>`
      SELECT "environmentId" AS id,
        array_agg(id ORDER BY status = 'QUEUED', COALESCE("scheduledAt", "createdAt"), number) AS ids
      FROM "Release"
      WHERE "environmentId" = ANY(${environmentIds}) AND status IN ('RUNNING', 'CANCELLING', 'QUEUED')
      GROUP BY "environmentId"`
    return byId(rows, (row) => row.ids)
  },

  /** One statement over what has not ended; for /metrics. */
  async queueFigures(): Promise<QueueFigures> {
    const [row] = await prisma.$queryRaw<QueueFigures[]>`
      SELECT count(*) FILTER (WHERE status = 'QUEUED')::int AS queued,
        count(*) FILTER (WHERE status <> 'QUEUED')::int AS running,
        count(*) FILTER (WHERE status <> 'QUEUED' AND "leaseUntil" < now.utc)::int AS "leasesLost",
        COALESCE(extract(epoch FROM now.utc - min(COALESCE("scheduledAt", "createdAt"))
          FILTER (WHERE status = 'QUEUED')), 0)::float8 AS "oldestQueuedSeconds"
      FROM "Release", (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) now
      WHERE status IN ('QUEUED', 'RUNNING', 'CANCELLING')
      GROUP BY now.utc`
    return row ?? { queued: 0, running: 0, leasesLost: 0, oldestQueuedSeconds: 0 }
  },

  /**
   * What going back from each environment's live release leads to: the last one that succeeded before it and is not
   * marked as bad. After a rollback it
   * is further back, not forth: what is live is the directory, whichever release put it there.
   */
  async previousReleases(environmentIds: string[]): Promise<Map<string, string>> {
    const rows = await prisma.$queryRaw<{ id: string; releaseId: string }[]>`
      SELECT e.id, earlier.id AS "releaseId"
      FROM "Environment" e JOIN "Release" live ON live.id = e."liveReleaseId"
      CROSS JOIN LATERAL (
        SELECT r.id FROM "Release" r
        WHERE r."environmentId" = e.id AND r.kind = 'SHIP' AND r.status = 'SUCCEEDED'
          AND r."badAt" IS NULL AND r.directory <> live.directory
          AND r.number < COALESCE((
            SELECT min(put.number) FROM "Release" put
            WHERE put."environmentId" = e.id AND put.kind = 'SHIP' AND put.directory = live.directory
          ), live.number)
        ORDER BY r.number DESC LIMIT 1
      ) earlier
      WHERE e.id = ANY(${environmentIds})`
    return byId(rows, (row) => row.releaseId)
  },

  async latestOfProjects(projectIds: string[]): Promise<Map<string, string>> {
    const rows = await prisma.$queryRaw<{ id: string; releaseId: string }[]>`
      SELECT DISTINCT ON (e."projectId") e."projectId" AS id, r.id AS "releaseId"
      FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId"
      WHERE e."projectId" = ANY(${projectIds}) ORDER BY e."projectId", r.number DESC`
    return byId(rows, (row) => row.releaseId)
  },
})

export type ReleaseReads = ReturnType<typeof createReleaseReads>
