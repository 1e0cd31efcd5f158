import type { GateProbes } from '../../../engine/ports.ts'
import type { ProbeGate } from '../../../engine/probe-gate.ts'
import type { Bus } from '../../../platform/bus/bus.ts'
import type { Database } from '../../../platform/database/database.ts'
import { askOnce, type ProbeAsker } from './probe-asker.ts'
import { VALUE } from './probe-reading.ts'

// Whoever samples the probe besides has the lease; a second value for the same second is left out, and so is one of a probe that
// asks something else by now.
const STORE = `
  WITH now AS (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc),
  asked AS (
    SELECT id FROM "Probe" WHERE id = $1 AND kind::text = $3 AND url IS NOT DISTINCT FROM $4 AND command IS NOT DISTINCT FROM $5
      AND "serverId" IS NOT DISTINCT FROM $6 AND pointer IS NOT DISTINCT FROM $7),
  kept AS (
    INSERT INTO "MetricSample" ("subjectId", at, keys, values)
    SELECT id, floor(extract(epoch FROM utc))::bigint, ARRAY['${VALUE}'], ARRAY[$2::float8] FROM asked, now
    ON CONFLICT DO NOTHING)
  UPDATE "ProbeMonitor" m SET value = $2, "sampledAt" = now.utc, problem = NULL FROM asked, now
  WHERE m."probeId" = asked.id AND (m."sampledAt" IS NULL OR m."sampledAt" <= now.utc)`

/** Asks for releases, and keeps what it hears beside what workers sample, so that charts show it. */
export function createGateProbes({
  asker,
  database: { sql },
  bus,
  keeps,
  report,
}: {
  asker: ProbeAsker
  database: Pick<Database, 'sql'>
  bus: Pick<Bus, 'publish'>
  /** False where nothing is sampled: nobody would clear it. */
  keeps: boolean
  report(error: unknown, what: string): void
}): GateProbes {
  const keep = ({ probeId, kind, url, command, serverId, pointer }: ProbeGate, value: number) =>
    sql
      .query(STORE, [probeId, value, kind, url, command, serverId, pointer])
      .then(() => bus.publish('probes', { probeIds: [probeId] }))
      // The release depends on the value, not on its place in a chart.
      .catch((error: unknown) => report(error, 'Storing a value of a gate'))

  return {
    async ask(gate, signal) {
      const answer = await askOnce(asker, gate, signal)
      if (keeps && 'value' in answer) await keep(gate, answer.value)
      return answer
    },
  }
}
