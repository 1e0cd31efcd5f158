import type { Transaction } from '../../platform/database/database.ts'
import { conflict } from '../kernel/errors.ts'

/** @throws CallerError CONFLICT while a release of one of the environments waits or runs */
export async function requireNothingUnderWay(db: Transaction, environmentIds: string[]): Promise<void> {
  const underWay = await db.release.findMany({
    where: {
      environmentId: { in: environmentIds },
      status: { in: ['QUEUED', 'WAITING_APPROVAL', 'SCHEDULED', 'RUNNING', 'CANCELLING'] },
    },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
    take: 10,
  })
  if (underWay.length === 0) return
  const numbers = underWay.map(({ number }) => `#${number}`).join(', ')
  throw conflict(`Release ${numbers} still waits or runs there. Cancel it or wait for its end.`, {
    releaseIds: underWay.map(({ id }) => id),
  })
}
