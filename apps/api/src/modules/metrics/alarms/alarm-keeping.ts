import type { PrismaClient } from '../../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../../streams/event-log.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import { tellAlarm } from './alarm-telling.ts'
import type { JudgedRule } from './judgement.ts'

/** A rule that is looked at, and the servers of a worker on which it rings. */
export interface LiveRule extends JudgedRule {
  id: string
  label: string | null
  ringing: string[]
}

/** What became of an alarm that should begin. With a time: there was one a moment ago, and until then there is no second. */
export type Beginning = 'BEGUN' | 'KNOWN' | 'LOST' | { quietForMs: number }

const ruleSelect = { name: true, key: true, comparison: true, threshold: true, roomId: true } as const

/**
 * Begins and ends alarms. The server's row is locked, and only the worker that samples the server may do it; one alarm at a time
 * is a unique index. So each beginning and each end is told once, whoever is killed when.
 */
export function createAlarmKeeping({ prisma, log }: { prisma: PrismaClient; log: EventLog }, owner: string) {
  async function holdServer(tx: LogTransaction, serverId: string): Promise<{ id: string; name: string } | null> {
    const held = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT "serverId" AS id FROM "ServerMonitor"
      WHERE "serverId" = ${serverId} AND "leaseOwner" = ${owner}
        AND "leaseUntil" > clock_timestamp() AT TIME ZONE 'UTC' AND state <> 'PAUSED' FOR NO KEY UPDATE`
    if (held.length === 0) return null
    return tx.db.server.findUnique({ where: { id: serverId }, select: { id: true, name: true } })
  }

  return {
    /** The rules that are switched on. */
    async rules(serverIds: readonly string[]): Promise<LiveRule[]> {
      return prisma.$queryRaw<LiveRule[]>`
          SELECT r.id, r.label, r.key, r.comparison::text AS comparison, r.threshold, r."forSeconds",
            ARRAY(SELECT a."serverId" FROM "MetricAlarm" a
              WHERE a."ruleId" = r.id AND a."endedAt" IS NULL AND a."serverId" = ANY(${serverIds})) AS ringing
          FROM "MetricRule" r WHERE r.enabled ORDER BY r.id`
    },

    async begin(ruleId: string, serverId: string, value: number | null): Promise<Beginning> {
      return log.transaction(async (tx): Promise<Beginning> => {
        const server = await holdServer(tx, serverId)
        if (!server) return 'LOST'
        await tx.db.$queryRaw`SELECT id FROM "MetricRule" WHERE id = ${ruleId} FOR SHARE`
        const rule = await tx.db.metricRule.findUnique({
          where: { id: ruleId, enabled: true },
          select: { ...ruleSelect, quietMinutes: true },
        })
        if (!rule) return 'LOST'
        const startedAt = await databaseNow(tx.db)
        const last = await tx.db.metricAlarm.findFirst({ where: { ruleId, serverId }, orderBy: { startedAt: 'desc' } })
        if (last && last.endedAt === null) return 'KNOWN'
        const quietForMs = last ? last.startedAt.getTime() + rule.quietMinutes * 60_000 - startedAt.getTime() : 0
        if (quietForMs > 0) return { quietForMs }
        const id = uuid7(startedAt.getTime())
        const made = await tx.db.$executeRaw`
          INSERT INTO "MetricAlarm" (id, "ruleId", "serverId", "startedAt", value)
          VALUES (${id}, ${ruleId}, ${serverId}, ${startedAt}, ${value}) ON CONFLICT DO NOTHING`
        if (made === 0) return 'KNOWN'
        await tellAlarm(tx, { id, rule, server, startedAt, endedAt: null, value })
        return 'BEGUN'
      })
    },

    async end(ruleId: string, serverId: string): Promise<void> {
      await log.transaction(async (tx) => {
        const server = await holdServer(tx, serverId)
        if (!server) return
        const open = await tx.db.metricAlarm.findFirst({
          where: { ruleId, serverId, endedAt: null },
          include: { rule: { select: ruleSelect } },
        })
        if (!open) return
        const endedAt = await databaseNow(tx.db)
        // Whoever paused the server or changed the rule may just have ended it, untold.
        const ended = await tx.db.metricAlarm.updateMany({ where: { id: open.id, endedAt: null }, data: { endedAt } })
        if (ended.count === 1) await tellAlarm(tx, { ...open, server, endedAt })
      })
    },
  }
}

export type AlarmKeeping = ReturnType<typeof createAlarmKeeping>
