import type { Prisma, Transaction } from '../../platform/database/database.ts'
import type { HoldFacts } from './hold.ts'
import type { WeeklySpan } from './weekly-span.ts'

type Reader = Pick<Transaction, 'environment' | 'freeze' | '$queryRaw'>

const spansOf = (stored: Prisma.JsonValue) => (stored ?? []) as unknown as WeeklySpan[]

/** What may hold the releases of these environments; two statements, however many they are. */
export async function loadHoldFacts(db: Reader, environmentIds: string[]): Promise<Map<string, HoldFacts>> {
  if (environmentIds.length === 0) return new Map()
  const environments = await db.environment.findMany({
    where: { id: { in: environmentIds } },
    select: { id: true, kind: true, projectId: true, lockReason: true, lockedUntil: true, windows: true },
  })
  const freezes = await db.freeze.findMany({
    where: {
      OR: [
        { scope: { in: ['EVERYTHING', 'PRODUCTION'] } },
        { projectId: { in: environments.map((each) => each.projectId) } },
        { environmentId: { in: environmentIds } },
      ],
    },
    orderBy: { id: 'asc' },
  })
  return new Map(
    environments.map(({ id, kind, projectId, lockReason, lockedUntil, windows }) => {
      const own = freezes.filter(
        (freeze) =>
          freeze.scope === 'EVERYTHING' ||
          (freeze.scope === 'PRODUCTION' && kind === 'PRODUCTION') ||
          (freeze.scope === 'PROJECT' && freeze.projectId === projectId) ||
          (freeze.scope === 'ENVIRONMENT' && freeze.environmentId === id),
      )
      const facts: HoldFacts = {
        lock: lockReason === null ? null : { reason: lockReason, until: lockedUntil?.getTime() ?? null },
        windows: spansOf(windows),
        freezes: own.map((freeze) => ({
          ...{ id: freeze.id, reason: freeze.reason, strict: freeze.strict, weekly: spansOf(freeze.weekly) },
          ...{ startsAt: freeze.startsAt?.getTime() ?? null, endsAt: freeze.endsAt?.getTime() ?? null },
        })),
      }
      return [id, facts]
    }),
  )
}

const FREEZES_LOCK = 5343014

/** What is judged in this transaction is committed before a freeze that is being added may be; see `changeFreezes`. */
export const judgeFreezes = (db: Pick<Transaction, '$executeRaw'>) =>
  db.$executeRaw`SELECT pg_advisory_xact_lock_shared(${FREEZES_LOCK}::bigint)`

/** Waits for those who judge: once the change is committed, nothing begins that was judged without it. */
export const changeFreezes = (db: Pick<Transaction, '$executeRaw'>) =>
  db.$executeRaw`SELECT pg_advisory_xact_lock(${FREEZES_LOCK}::bigint)`
