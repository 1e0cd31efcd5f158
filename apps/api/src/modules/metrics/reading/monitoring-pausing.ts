import { recordActivity } from '../../activity/activity.events.ts'
import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import { next } from '../monitoring.state.ts'

/** Servers that nobody shall look at for a while, such as during their maintenance. */
export function createMonitoringPausing({ log, bus }: Pick<MetricsPorts, 'log' | 'bus'>) {
  return {
    /** Alarms of a paused server are over, and nobody is told that it recovered. @throws CallerError FORBIDDEN, NOT_FOUND */
    async pauseMonitoring(viewer: Viewer, serverId: string, paused: boolean): Promise<void> {
      guardMetrics(viewer, 'pauseMonitoring')
      if (!isId(serverId)) throw notFound('server')
      await log.transaction(async (tx) => {
        const server = await tx.db.server.findUnique({ where: { id: serverId }, select: { name: true } })
        if (!server) throw notFound('server')
        await tx.db.$executeRaw`INSERT INTO "ServerMonitor" ("serverId") VALUES (${serverId}) ON CONFLICT DO NOTHING`
        const [row] = await tx.db.$queryRaw<{ state: 'PENDING' | 'UP' | 'DOWN' | 'PAUSED' }[]>`
          SELECT state::text AS state FROM "ServerMonitor" WHERE "serverId" = ${serverId} FOR UPDATE`
        const state = next(row?.state ?? 'PENDING', paused ? 'PAUSED' : 'RESUMED')
        if (state === row?.state) return
        await tx.db.$executeRaw`
          UPDATE "ServerMonitor" SET state = ${state}::"MonitorState", since = clock_timestamp() AT TIME ZONE 'UTC',
            failures = 0, problem = NULL, values = '{}', "leaseOwner" = NULL, "leaseUntil" = NULL
          WHERE "serverId" = ${serverId}`
        await tx.db.$executeRaw`
          UPDATE "MetricAlarm" SET "endedAt" = clock_timestamp() AT TIME ZONE 'UTC'
          WHERE "serverId" = ${serverId} AND "endedAt" IS NULL`
        await recordActivity(tx, viewer, {
          kind: paused ? 'server.monitoringPaused' : 'server.monitoringResumed',
          subject: server.name,
          serverId,
          ...{ before: { state: row?.state ?? null }, after: { state } },
          message: `${paused ? 'paused' : 'resumed'} the watch over the server "${server.name}"`,
        })
        tx.afterCommit(() => bus.publish('metricWatch', { serverIds: [serverId] }))
      })
    },
  }
}
