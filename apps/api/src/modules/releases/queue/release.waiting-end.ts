import type { ReleaseStatus, StepStatus } from '../../../engine/types.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { blockStart } from '../holds/release.holds.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'

/** Ends a release that has not begun, with all its steps. The row is locked; the activity is the caller's. */
export async function cancelWaiting(tx: LogTransaction, id: string, failure: string): Promise<void> {
  const finishedAt = await databaseNow(tx.db)
  const status: StepStatus & ReleaseStatus = 'CANCELLED'
  await tx.db.release.update({ where: { id }, data: { status, failure, finishedAt } })
  const steps = await tx.db.step.updateManyAndReturn({
    where: { releaseId: id },
    data: { status, finishedAt },
    select: { key: true },
  })
  await tx.db.releaseTarget.updateMany({ where: { releaseId: id }, data: { status } })
  const told = steps.map(({ key }) => ({
    kind: 'step',
    payload: { releaseStatus: status, message: null, stepKey: key, stepStatus: status },
  }))
  await tx.append(releaseStream(id), [releaseChanged(status, failure), ...told])
  await announceRelease(tx, id)
}

/** A release that waits for nobody any more: to the queue, or to its time, which it answers. The row is locked; the activity is the caller's. */
export async function letGo(tx: LogTransaction, id: string, message: string): Promise<'QUEUED' | 'SCHEDULED'> {
  const [row] = await tx.db.$queryRaw<{ status: 'QUEUED' | 'SCHEDULED' }[]>`
    UPDATE "Release" SET "approvalExpiresAt" = NULL, status = (
      CASE WHEN "scheduledAt" > (clock_timestamp() AT TIME ZONE 'UTC') THEN 'SCHEDULED' ELSE 'QUEUED' END
    )::"ReleaseStatus"
    WHERE id = ${id} RETURNING status`
  const status = row?.status ?? 'QUEUED'
  await blockStart(tx, id, status, null)
  await tx.append(releaseStream(id), [releaseChanged(status, message)])
  await announceRelease(tx, id)
  return status
}
