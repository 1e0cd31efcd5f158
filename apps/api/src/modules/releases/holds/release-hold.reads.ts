import type { PrismaClient } from '../../../platform/database/database.ts'
import { holdAt } from '../../freezes/hold.ts'
import { loadHoldFacts } from '../../freezes/hold-facts.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { trainHolds } from '../../trains/train.gate.ts'
import { overrideOf, type ToldHold, toldOf } from './release.holds.ts'

/** What pages ask about why queued releases have not begun, judged at this moment. */
export const createHoldReads = ({ prisma }: { prisma: PrismaClient }) => ({
  /** What would hold a release of each environment at this moment. */
  async environmentHolds(ids: string[]): Promise<Map<string, ToldHold>> {
    const facts = await loadHoldFacts(prisma, ids)
    const now = (await databaseNow(prisma)).getTime()
    return new Map(
      [...facts].flatMap(([id, rules]): [string, ToldHold][] => {
        const hold = toldOf(holdAt(rules, null, now))
        return hold ? [[id, hold]] : []
      }),
    )
  },

  async holdsNow(ids: string[]): Promise<Map<string, ToldHold>> {
    const waiting = await prisma.release.findMany({
      where: { id: { in: ids }, status: 'QUEUED' },
      select: { id: true, environmentId: true, override: true },
    })
    if (waiting.length === 0) return new Map()
    const facts = await loadHoldFacts(prisma, [...new Set(waiting.map((each) => each.environmentId))])
    const now = (await databaseNow(prisma)).getTime()
    const waitingIds = waiting.map((each) => each.id)
    const behind = await numbersBefore(prisma, waitingIds)
    const trains = await trainHolds(prisma, waitingIds)
    const holds = waiting.flatMap(({ id, environmentId, override }): [string, ToldHold][] => {
      const rules = facts.get(environmentId)
      const hold = toldOf(trains.get(id) ?? (rules ? holdAt(rules, overrideOf(override), now) : null))
      if (hold) return [[id, hold]]
      const number = behind.get(id)
      if (number === undefined) return []
      return [[id, { kind: 'QUEUE', reason: `Release #${number} is before it.`, until: null, strict: false }]]
    })
    return new Map(holds)
  },
})

/** The release that each waits for in its environment: the one that runs, else the oldest queued before it. */
async function numbersBefore(prisma: PrismaClient, ids: string[]): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ id: string; number: number }[]>`
    SELECT r.id, other.number FROM "Release" r CROSS JOIN LATERAL (
      SELECT o.number FROM "Release" o
      WHERE o."environmentId" = r."environmentId" AND (
        o.status IN ('RUNNING', 'CANCELLING')
        OR o.status = 'QUEUED' AND (COALESCE(o."scheduledAt", o."createdAt"), o.number)
          < (COALESCE(r."scheduledAt", r."createdAt"), r.number))
      ORDER BY o.status = 'QUEUED', COALESCE(o."scheduledAt", o."createdAt"), o.number LIMIT 1
    ) other
    WHERE r.id = ANY(${ids})`
  return new Map(rows.map(({ id, number }) => [id, number]))
}
