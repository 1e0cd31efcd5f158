import type { ReleaseStatus } from '../../engine/types.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { cancelWaiting } from '../releases/queue/release.waiting-end.ts'
import { announceRelease } from '../releases/release.announcement.ts'
import { releaseChanged, releaseStream } from '../releases/release.events.ts'
import { afterCancelRequest } from '../releases/release.state.ts'
import type { StoredTrain } from './train.rows.ts'
import type { CarFacts } from './train.state.ts'

/** Ends a car of a train that has stopped: at once when it waits, by its worker when it runs. The train's row is locked. */
export async function cancelCar(tx: LogTransaction, train: StoredTrain, { id }: CarFacts, { bus }: { bus: Bus }) {
  const [now] = await tx.db.$queryRaw<{ status: ReleaseStatus }[]>`
    SELECT status FROM "Release" WHERE id = ${id} FOR UPDATE`
  const next = now && afterCancelRequest(now.status)
  if (!now || !next || next === now.status) return
  // It began in the moment in which the train stopped without a person's wish: it may end.
  if (next === 'CANCELLING' && !train.cancelled) return
  const message = `Cancelled with train #${train.number}: ${train.failure ?? 'it has stopped.'}`
  if (next === 'CANCELLED') await cancelWaiting(tx, id, message)
  else {
    const data = { status: next, cancelRequestedAt: await databaseNow(tx.db), cancelRollsBack: train.goesBack }
    await tx.db.release.update({ where: { id }, data })
    await tx.append(releaseStream(id), [releaseChanged(next, message)])
    await announceRelease(tx, id)
    tx.afterCommit(() => bus.publish('releases', { releaseId: id, reason: 'cancel' }))
  }
  const car = train.cars.find((each) => each.id === id)
  await recordActivity(tx, null, {
    kind: 'release.cancelled',
    subject: `#${car?.number}`,
    ...{ before: { status: now.status }, after: { status: next } },
    message: `Release #${car?.number} was cancelled with train #${train.number}`,
    releaseId: id,
    projectId: car?.environment.projectId,
  })
}
