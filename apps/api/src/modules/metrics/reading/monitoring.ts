import { type MonitoringState, type StoredState, shownState } from '../monitoring.state.ts'
import type { Values } from '../series.ts'

/** How a server stands and what it said last. Times in ms, by the database's clock. */
export interface Monitoring {
  serverId: string
  state: MonitoringState
  since: number | null
  sampledAt: number | null
  problem: string | null
  sampleMs: number | null
  values: Values
}

/** As it is stored; a server that nobody has looked at yet has no row. */
export interface MonitorRow {
  serverId: string
  state: StoredState | null
  since: number | null
  sampledAt: number | null
  problem: string | null
  sampleMs: number | null
  values: Values | null
}

/** Columns of "ServerMonitor" `m` as a MonitorRow has them, but for the server. */
export const monitorColumns = `m.state::text AS state, m.problem, m.values, m."sampleMs",
  (extract(epoch FROM m.since) * 1000)::float8 AS since, (extract(epoch FROM m."sampledAt") * 1000)::float8 AS "sampledAt"`

const OFF = 'Figures are switched off here (SENDOFF_METRICS_SECONDS=0).'

/** How it is to be shown at a moment. Figures that say nothing of now are left out. */
export function monitoringOf(row: MonitorRow, now: number, intervalSeconds: number): Monitoring {
  const { serverId, problem, sampleMs, sampledAt } = row
  const state = shownState({ state: row.state ?? 'PENDING', sampledAt }, now, intervalSeconds)
  return {
    ...{ serverId, state, sampledAt, sampleMs },
    since: state === 'STALE' ? sampledAt : row.since,
    problem: intervalSeconds === 0 ? OFF : problem,
    values: state === 'UP' || state === 'STALE' ? (row.values ?? {}) : {},
  }
}
