import type { EventLog } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { lockRelease } from '../../approvals/approval-waiting.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { tellMove } from '../queue/release.moves.ts'
import { cancelWaiting, letGo } from '../queue/release.waiting-end.ts'

/** Ends releases that nobody approved in time, and lets those go that nobody must approve any more. Returns how many. */
export async function tendApprovals(log: EventLog): Promise<number> {
  const due = await log.transaction(
    (tx) =>
      tx.db.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId"
      WHERE r.status = 'WAITING_APPROVAL' AND (
        r."approvalExpiresAt" <= (clock_timestamp() AT TIME ZONE 'UTC')
        OR e.approval IS NULL AND r."ticketWish" IS NULL OR r.kind = 'ROLLBACK' AND (e.approval->>'rollBackExempt')::boolean)
      ORDER BY r.number`,
  )
  for (const { id } of due) await tend(log, id)
  return due.length
}

const tend = (log: EventLog, id: string) =>
  log.transaction(async (tx) => {
    const release = await lockRelease(tx, id)
    if (release?.status !== 'WAITING_APPROVAL') return
    if (release.rule === null) {
      const reason = 'It needs no approval any more.'
      await tellMove(tx, id, { from: release.status, to: await letGo(tx, id, reason), reason })
      return
    }
    const { approvalExpiresAt, number, environment } = release
    if (approvalExpiresAt === null || approvalExpiresAt > (await databaseNow(tx.db))) return
    const failure = `Nobody approved it in time: it waited until ${approvalExpiresAt.toISOString()}.`
    await cancelWaiting(tx, id, failure)
    await recordActivity(tx, null, {
      kind: 'release.approval_expired',
      subject: `#${number}`,
      ...{ before: { status: 'WAITING_APPROVAL' }, after: { status: 'CANCELLED' } },
      message: `release #${number} was cancelled: nobody approved it in time`,
      releaseId: id,
      projectId: environment.projectId,
    })
  })
