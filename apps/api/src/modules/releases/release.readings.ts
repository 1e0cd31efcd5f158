import type { PrismaClient } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { type DriftState, judgeDrift, type Reading } from './drift/drift.state.ts'

/** One server of an environment: what it really has, as far as it is known, beside what it should have. */
export interface ServerDrift {
  serverId: string
  serverName: string
  state: DriftState
  /** What `current` points to, by the last reading; without one, by the last release that told. */
  liveDirectory: string | null
  reading: Reading | null
  expectedDirectory: string | null
  message: string | null
}

interface Row {
  environmentId: string
  serverId: string
  serverName: string
  reading: Reading | null
  expectedDirectory: string | null
  expectedBuild: string | null
  toldDirectory: string | null
}

/** What the servers of environments were last read to have. */
export const createReadings = ({ prisma }: { prisma: PrismaClient }) => ({
  /** Of each environment its servers in their order, by one statement. Asks no server. */
  async drifts(environmentIds: string[]): Promise<Map<string, ServerDrift[]>> {
    const rows = await prisma.$queryRaw<Row[]>`
      SELECT es."environmentId", es."serverId", s.name AS "serverName", es.reading,
        live.directory AS "expectedDirectory", b.sha256 AS "expectedBuild", (
          SELECT t."liveDirectory" FROM "ReleaseTarget" t JOIN "Release" r ON r.id = t."releaseId"
          WHERE t."serverKey" = es."serverId" AND r."environmentId" = es."environmentId"
            AND t."liveDirectory" IS NOT NULL
          ORDER BY r.number DESC LIMIT 1
        ) AS "toldDirectory"
      FROM "EnvironmentServer" es
      JOIN "Server" s ON s.id = es."serverId"
      JOIN "Environment" e ON e.id = es."environmentId"
      LEFT JOIN "Release" live ON live.id = e."liveReleaseId"
      LEFT JOIN "Build" b ON b.id = live."buildId"
      WHERE es."environmentId" = ANY(${environmentIds})
      ORDER BY es."environmentId", es.position, s.name`
    const drifts = new Map<string, ServerDrift[]>(environmentIds.map((id) => [id, []]))
    for (const { environmentId, expectedBuild, toldDirectory, ...row } of rows) {
      const expected =
        row.expectedDirectory === null ? null : { directory: row.expectedDirectory, buildSha: expectedBuild }
      const liveDirectory = row.reading ? row.reading.liveDirectory : toldDirectory
      drifts.get(environmentId)?.push({ ...row, liveDirectory, ...judgeDrift(row.reading, expected) })
    }
    return drifts
  },
})

/** Writes down what was read. A server that left the environment meanwhile is passed over. */
export async function storeReadings(
  tx: LogTransaction,
  environmentId: string,
  readings: ReadonlyMap<string, Reading>,
): Promise<void> {
  const rows = [...readings].map(([server, reading]) => ({ server, reading }))
  await tx.db.$executeRaw`
    UPDATE "EnvironmentServer" es SET reading = r.reading
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(server text, reading jsonb)
    WHERE es."environmentId" = ${environmentId} AND es."serverId" = r.server`
}

/** A release has touched these servers: what was read before says nothing any more. */
export const forgetReadings = (tx: LogTransaction, releaseId: string) => tx.db.$executeRaw`
  UPDATE "EnvironmentServer" es SET reading = NULL
  FROM "Release" r JOIN "ReleaseTarget" t ON t."releaseId" = r.id
  WHERE r.id = ${releaseId} AND es."environmentId" = r."environmentId" AND es."serverId" = t."serverKey"`
