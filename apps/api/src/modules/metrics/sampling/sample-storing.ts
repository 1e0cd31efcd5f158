import type { StoredMonitoring } from '../../../platform/bus/bus.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Standing } from '../monitoring.state.ts'
import { monitorColumns } from '../reading/monitoring.ts'
import type { Outcome } from './sample-source.ts'

/** An outcome and how it leaves the server. */
export interface Judged {
  outcome: Outcome
  standing: Standing
  /** Smoothed time from question to answer. */
  sampleMs: number | null
}

// The database's clock says when it was: the worker's says only how long ago. What a worker has no lease of (any more) is left out.
const STORE = `
  WITH now AS (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc),
  told AS (
    SELECT t.*, now.utc - make_interval(secs => t.ago) AS at
    FROM now, jsonb_to_recordset($1::jsonb) AS t (
      "serverId" text, ago float8, keys text[], figures float8[], newest boolean, state text, failures int, problem text,
      "values" jsonb, "sampleMs" float8)),
  held AS (
    SELECT m."serverId" FROM "ServerMonitor" m, now
    WHERE m."leaseOwner" = $2 AND m."leaseUntil" > now.utc AND m.state <> 'PAUSED'
      AND m."serverId" IN (SELECT "serverId" FROM told) ORDER BY m."serverId" FOR NO KEY UPDATE OF m),
  kept AS (
    INSERT INTO "MetricSample" ("subjectId", at, keys, values)
    SELECT "serverId", floor(extract(epoch FROM at))::bigint, keys, figures FROM told JOIN held USING ("serverId")
    WHERE keys IS NOT NULL AND cardinality(keys) > 0
    ON CONFLICT DO NOTHING)
  UPDATE "ServerMonitor" m SET
    state = t.state::"MonitorState", since = CASE WHEN m.state::text = t.state THEN m.since ELSE t.at END,
    "sampledAt" = CASE WHEN t.keys IS NULL THEN m."sampledAt" ELSE t.at END,
    values = coalesce(t.values, m.values), failures = t.failures, problem = t.problem,
    "sampleMs" = coalesce(t."sampleMs", m."sampleMs")
  FROM told t JOIN held USING ("serverId") WHERE t.newest AND m."serverId" = t."serverId"
  RETURNING m."serverId", ${monitorColumns}`

/** Writes what many servers said, by one statement. Answers what is stored of those now that this worker holds. */
export async function storeSamples(
  { sql }: Pick<Database, 'sql'>,
  owner: string,
  judged: readonly Judged[],
): Promise<StoredMonitoring[]> {
  const newest = new Map(judged.map((one) => [one.outcome.serverId, one]))
  const now = performance.now()
  const told = judged.map((one) => {
    const { serverId, at, values, problem } = one.outcome
    return {
      ...{ serverId, problem, values, sampleMs: one.sampleMs, newest: newest.get(serverId) === one },
      ...{ ago: Math.max(0, now - at) / 1000, state: one.standing.state, failures: one.standing.failures },
      keys: values && Object.keys(values),
      figures: values && Object.values(values),
    }
  })
  return (await sql.query<StoredMonitoring>(STORE, [JSON.stringify(told), owner])).rows
}
