import type { Database } from '../../../platform/database/database.ts'
import type { StoredState } from '../monitoring.state.ts'

/** A server that a worker samples, and how it is to be sampled now. */
export interface HeldServer {
  serverId: string
  state: StoredState
  failures: number
  labels: string[]
  /** Changes whenever what it is reached with may have. */
  version: string
  watched: boolean
  busy: boolean
}

/** So long after a worker fell silent others take over its servers. */
const LEASE_MS = 15_000

const NOW = `(clock_timestamp() AT TIME ZONE 'UTC')`

/** Servers with a key that nobody trusts can't be sampled, and say so themselves. */
const FREE = `
  SELECT m."serverId" FROM "ServerMonitor" m JOIN "Server" s ON s.id = m."serverId"
  WHERE m.state <> 'PAUSED' AND s."hostKeyFingerprint" IS NOT NULL AND (m."leaseOwner" IS NULL OR m."leaseUntil" < ${NOW})
  ORDER BY m."serverId"`

const HELD = `
  SELECT m."serverId", m.state::text AS state, m.failures, s.labels,
    concat(s."updatedAt", c."updatedAt") AS version,
    m."serverId" IN (
      SELECT "serverId" FROM "MetricWatch" WHERE until > ${NOW} GROUP BY 1 ORDER BY min(since), 1 LIMIT $2) AS watched,
    m."serverId" IN (
      SELECT t."serverId" FROM "Release" r JOIN "ReleaseTarget" t ON t."releaseId" = r.id
      WHERE r.status IN ('RUNNING', 'CANCELLING') AND t."serverId" IS NOT NULL) AS busy
  FROM "ServerMonitor" m JOIN "Server" s ON s.id = m."serverId" JOIN "Credential" c ON c.id = s."credentialId"
  WHERE m."leaseOwner" = $1 AND m.state <> 'PAUSED' AND s."hostKeyFingerprint" IS NOT NULL ORDER BY m."serverId"`

/** Who samples which server, in the database. Leases end by time; the database's clock alone judges them. */
export function createSamplingLeases({ sql }: Pick<Database, 'sql'>, owner: string, leaseMs = LEASE_MS) {
  const until = `${NOW} + make_interval(secs => ${leaseMs / 1000})`
  return {
    leaseMs,

    /** Prolongs what this worker has, and takes what is free up to its share of the fleet. Answers what it may have at most. */
    async renew(): Promise<number> {
      await sql.query(
        `INSERT INTO "MetricSampler" (id, until) VALUES ($1, ${until}) ON CONFLICT (id) DO UPDATE SET until = excluded.until`,
        [owner],
      )
      await sql.query(
        `INSERT INTO "ServerMonitor" ("serverId") SELECT id FROM "Server" s
         WHERE NOT EXISTS (SELECT 1 FROM "ServerMonitor" m WHERE m."serverId" = s.id) ON CONFLICT DO NOTHING`,
      )
      const { rowCount } = await sql.query(
        `UPDATE "ServerMonitor" SET "leaseUntil" = ${until} WHERE "leaseOwner" = $1 AND "leaseUntil" > ${NOW}`,
        [owner],
      )
      const { rows } = await sql.query<{ share: number }>(
        `SELECT ceil((SELECT count(*) FROM "ServerMonitor")::float8 /
           greatest(1, (SELECT count(*) FROM "MetricSampler" WHERE until > ${NOW})))::int AS share`,
      )
      const share = rows[0]?.share ?? 0
      if ((rowCount ?? 0) < share) {
        await sql.query(
          `UPDATE "ServerMonitor" SET "leaseOwner" = $1, "leaseUntil" = ${until}
           WHERE "serverId" IN (${FREE} LIMIT $2 FOR UPDATE OF m SKIP LOCKED)`,
          [owner, share - (rowCount ?? 0)],
        )
      }
      return share
    },

    /** What this worker holds. `watched`: how many servers may be sampled every second at most, over all workers. */
    async held(watched: number): Promise<HeldServer[]> {
      return (await sql.query<HeldServer>(HELD, [owner, watched])).rows
    },

    /** One of the workers does what is to be done once for all; while that changes, two may. */
    async leads(): Promise<boolean> {
      const { rows } = await sql.query<{ leads: boolean }>(
        `SELECT min(id) = $1 AS leads FROM "MetricSampler" WHERE until > ${NOW}`,
        [owner],
      )
      return rows[0]?.leads ?? false
    },

    /** Lets others take them. They must not be sampled here any more. */
    async giveUp(serverIds: readonly string[]): Promise<void> {
      await sql.query(
        `UPDATE "ServerMonitor" SET "leaseOwner" = NULL, "leaseUntil" = NULL
         WHERE "leaseOwner" = $1 AND "serverId" = ANY($2::text[])`,
        [owner, serverIds],
      )
    },

    /** The worker ends: everything of it is free. */
    async leave(): Promise<void> {
      await sql.query('UPDATE "ServerMonitor" SET "leaseOwner" = NULL, "leaseUntil" = NULL WHERE "leaseOwner" = $1', [
        owner,
      ])
      await sql.query(`DELETE FROM "MetricSampler" WHERE id = $1 OR until < ${NOW} - interval '10 minutes'`, [owner])
    },

    /** Ends every lease. Only for a process that knows that it is alone. */
    async freeAll(): Promise<void> {
      await sql.query(
        'UPDATE "ServerMonitor" SET "leaseOwner" = NULL, "leaseUntil" = NULL WHERE "leaseOwner" IS NOT NULL',
      )
      await sql.query('DELETE FROM "MetricSampler"')
      await sql.query('DELETE FROM "MetricWatch"')
    },
  }
}

export type SamplingLeases = ReturnType<typeof createSamplingLeases>
