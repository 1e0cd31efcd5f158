import type { Transaction } from '../../platform/database/database.ts'
import { conflict } from '../kernel/errors.ts'

/**
 * A release keeps the servers it was created with, also those that its environment has lost since; it must be able to tidy up
 * on them. @throws CallerError CONFLICT while one waits or runs
 */
export async function requireNoReleaseOn(db: Transaction, server: { id: string; name: string }): Promise<void> {
  const release = await db.release.findFirst({
    where: {
      status: { in: ['QUEUED', 'WAITING_APPROVAL', 'SCHEDULED', 'RUNNING', 'CANCELLING'] },
      targets: { some: { serverId: server.id } },
    },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
  })
  if (!release) return
  throw conflict(`Release #${release.number} still ships to "${server.name}". Wait for its end, or cancel it.`, {
    releaseId: release.id,
  })
}
