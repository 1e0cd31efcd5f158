import type { Database } from '../../../platform/database/database.ts'
import { VALUE } from './probe-reading.ts'
import type { Probed } from './probe-value.ts'

/** What came of one question. */
export interface ProbeOutcome {
  probeId: string
  /** By `performance.now()`. */
  at: number
  probed: Probed
  /** In a row, with this one. */
  failures: number
}

// As with servers: the database's clock says when it was, and what a worker has no lease of (any more) is left out.
const STORE = `
  WITH now AS (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc),
  told AS (
    SELECT t.*, now.utc - make_interval(secs => t.ago) AS at
    FROM now, jsonb_to_recordset($1::jsonb) AS t (
      "probeId" text, ago float8, figure float8, problem text, failures int, newest boolean)),
  held AS (
    SELECT m."probeId" FROM "ProbeMonitor" m, now
    WHERE m."leaseOwner" = $2 AND m."leaseUntil" > now.utc AND m."probeId" IN (SELECT "probeId" FROM told)
    ORDER BY m."probeId" FOR NO KEY UPDATE OF m),
  kept AS (
    INSERT INTO "MetricSample" ("subjectId", at, keys, values)
    SELECT "probeId", floor(extract(epoch FROM at))::bigint, ARRAY['${VALUE}'], ARRAY[figure] FROM told JOIN held USING ("probeId")
    WHERE figure IS NOT NULL
    ON CONFLICT DO NOTHING)
  UPDATE "ProbeMonitor" m SET
    value = coalesce(t.figure, m.value), "sampledAt" = CASE WHEN t.figure IS NULL THEN m."sampledAt" ELSE t.at END,
    problem = t.problem, failures = t.failures
  FROM told t JOIN held USING ("probeId") WHERE t.newest AND m."probeId" = t."probeId"`

/** Writes what many probes said, by one statement. */
export async function storeProbed(
  { sql }: Pick<Database, 'sql'>,
  owner: string,
  outcomes: readonly ProbeOutcome[],
): Promise<void> {
  const newest = new Map(outcomes.map((one) => [one.probeId, one]))
  const now = performance.now()
  const told = outcomes.map((one) => ({
    ...{ probeId: one.probeId, failures: one.failures, newest: newest.get(one.probeId) === one },
    ago: Math.max(0, now - one.at) / 1000,
    figure: 'value' in one.probed ? one.probed.value : null,
    problem: 'problem' in one.probed ? one.probed.problem : null,
  }))
  await sql.query(STORE, [JSON.stringify(told), owner])
}
