import type { Prisma } from '../../../platform/database/database.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import { type MonitoringState, staleAfterMs } from '../monitoring.state.ts'
import { figureOf, type Values } from '../series.ts'
import { type Monitoring, type MonitorRow, monitorColumns, monitoringOf } from './monitoring.ts'

export interface MonitoringSummary {
  up: number
  stale: number
  down: number
  paused: number
  pending: number
  alarms: number
}

/** A server's place in an order of the fleet: cursors are made of it. */
export interface Ranked {
  id: string
  place: string
}

/** How servers stand now. */
export function createMonitoringReading({ database, settings }: Pick<MetricsPorts, 'database' | 'settings'>) {
  const { prisma, sql } = database

  /** Of these servers, those that there are. `null`: of all. */
  async function monitoring(serverIds: readonly string[] | null): Promise<Map<string, Monitoring>> {
    const { rows } = await sql.query<MonitorRow & { now: number }>(
      `SELECT s.id AS "serverId", ${monitorColumns}, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now
       FROM "Server" s LEFT JOIN "ServerMonitor" m ON m."serverId" = s.id
       WHERE $1::text[] IS NULL OR s.id = ANY($1::text[])`,
      [serverIds],
    )
    return new Map(rows.map((row) => [row.serverId, monitoringOf(row, row.now, settings.seconds)]))
  }

  return {
    monitoring,

    /** Servers that stand so, for a filter of Prisma. */
    standing(state: MonitoringState): Prisma.ServerWhereInput {
      const cut = new Date(Date.now() - staleAfterMs(settings.seconds))
      if (state === 'PENDING') return { OR: [{ monitor: null }, { monitor: { state } }] }
      if (state === 'STALE') return { monitor: { state: 'UP', sampledAt: { lt: cut } } }
      return { monitor: { state, ...(state === 'UP' && { sampledAt: { gte: cut } }) } }
    },

    /** The servers of a filter, those with the highest value first; those that do not tell it come last, by name. */
    async rankServers(where: Prisma.ServerWhereInput, key: string): Promise<Ranked[]> {
      const servers = await prisma.server.findMany({
        where,
        select: { id: true, name: true, monitor: { select: { state: true, values: true } } },
      })
      const ranked = servers.map(({ id, name, monitor }) => {
        const value = monitor?.state === 'UP' ? figureOf(monitor.values as Values, key) : undefined
        return { id, place: value === undefined ? `~${name}` : `${descending(value)} ${name}` }
      })
      return ranked.sort((a, b) => (a.place < b.place ? -1 : 1))
    },

    async monitoringSummary(viewer: Viewer): Promise<MonitoringSummary> {
      guardMetrics(viewer, 'monitoringSummary')
      const [all, alarms] = await Promise.all([
        monitoring(null),
        prisma.metricAlarm.count({ where: { endedAt: null } }),
      ])
      const count = (state: MonitoringState) => [...all.values()].filter((one) => one.state === state).length
      return {
        ...{ up: count('UP'), stale: count('STALE'), down: count('DOWN') },
        ...{ paused: count('PAUSED'), pending: count('PENDING'), alarms },
      }
    },

    async serverLabels(viewer: Viewer): Promise<string[]> {
      guardMetrics(viewer, 'serverLabels')
      const { rows } = await sql.query<{ label: string }>(
        'SELECT DISTINCT unnest(labels) AS label FROM "Server" ORDER BY label',
      )
      return rows.map(({ label }) => label)
    },
  }
}

const HIGHEST = 1e15

/** A text that sorts the higher the value, the earlier. */
const descending = (value: number) => (HIGHEST - value).toFixed(3).padStart(20, '0')
