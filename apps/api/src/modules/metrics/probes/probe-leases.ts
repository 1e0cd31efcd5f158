import type { Database } from '../../../platform/database/database.ts'
import type { Question } from './probe-asker.ts'

/** A probe that a worker samples. */
export interface HeldProbe extends Question {
  probeId: string
  everySeconds: number
  failures: number
  /** Changes whenever what it asks, or how the server is reached, may have. */
  version: string
}

const LEASE_MS = 15_000

const NOW = `(clock_timestamp() AT TIME ZONE 'UTC')`

const HELD = `
  SELECT p.id AS "probeId", p.kind::text AS kind, p.url, p.command, p."serverId", p.pointer, p."everySeconds", m.failures,
    concat(p."updatedAt", s."updatedAt", c."updatedAt") AS version
  FROM "ProbeMonitor" m JOIN "Probe" p ON p.id = m."probeId"
    LEFT JOIN "Server" s ON s.id = p."serverId" LEFT JOIN "Credential" c ON c.id = s."credentialId"
  WHERE m."leaseOwner" = $1 AND m."leaseUntil" > ${NOW} ORDER BY p.id`

/**
 * Who samples which probe, in the database, as with servers: leases end by time, which the database's clock alone judges. How many
 * workers share them stands where the workers of servers say that they live.
 */
export function createProbeLeases({ sql }: Pick<Database, 'sql'>, owner: string, leaseMs = LEASE_MS) {
  const until = `${NOW} + make_interval(secs => ${leaseMs / 1000})`
  return {
    leaseMs,

    /** Prolongs what this worker has, and takes what is free up to its share. Answers the share, and all that it has. */
    async renew(): Promise<{ share: number; held: HeldProbe[] }> {
      const { rowCount } = await sql.query(
        `UPDATE "ProbeMonitor" SET "leaseUntil" = ${until} WHERE "leaseOwner" = $1 AND "leaseUntil" > ${NOW}`,
        [owner],
      )
      const { rows } = await sql.query<{ share: number }>(
        `SELECT ceil((SELECT count(*) FROM "ProbeMonitor")::float8 /
           greatest(1, (SELECT count(*) FROM "MetricSampler" WHERE until > ${NOW})))::int AS share`,
      )
      const share = rows[0]?.share ?? 0
      if ((rowCount ?? 0) < share) {
        await sql.query(
          `UPDATE "ProbeMonitor" SET "leaseOwner" = $1, "leaseUntil" = ${until} WHERE "probeId" IN (
             SELECT "probeId" FROM "ProbeMonitor" WHERE "leaseOwner" IS NULL OR "leaseUntil" < ${NOW}
             ORDER BY "probeId" LIMIT $2 FOR UPDATE SKIP LOCKED)`,
          [owner, share - (rowCount ?? 0)],
        )
      }
      return { share, held: (await sql.query<HeldProbe>(HELD, [owner])).rows }
    },

    /** Lets others take them, null: all. They must not be asked here any more. */
    async giveUp(probeIds: readonly string[] | null): Promise<void> {
      await sql.query(
        `UPDATE "ProbeMonitor" SET "leaseOwner" = NULL, "leaseUntil" = NULL
         WHERE "leaseOwner" = $1 AND ($2::text[] IS NULL OR "probeId" = ANY($2::text[]))`,
        [owner, probeIds],
      )
    },

    /** Ends every lease. Only for a process that knows that it is alone. */
    async freeAll(): Promise<void> {
      await sql.query(
        'UPDATE "ProbeMonitor" SET "leaseOwner" = NULL, "leaseUntil" = NULL WHERE "leaseOwner" IS NOT NULL',
      )
    },
  }
}

export type ProbeLeases = ReturnType<typeof createProbeLeases>
