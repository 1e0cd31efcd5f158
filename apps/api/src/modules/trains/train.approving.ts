import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { mayApprove } from '../approvals/approval.policy.ts'
import { lockRelease } from '../approvals/approval-waiting.ts'
import type { Drift } from '../approvals/drift.ts'
import { placeOf } from '../environments/environment-place.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import {
  changedSince,
  deciderOf,
  giveApproval,
  hasApproved,
  type LockedWaiting,
  requireWaiting,
} from '../releases/approval/release.approving.ts'
import { lockTrain, type StoredTrain } from './train.rows.ts'
import { digestOfTrain } from './train-digest.ts'

type Car = StoredTrain['cars'][number]

/** A car that stands in the way of approving its train: nothing was approved. */
export interface ChangedCar {
  id: string
  drift: Drift[]
  /** Of the train, for whoever wanted to approve it. */
  sentence: string
}

/**
 * Approves every car that waits for the viewer's word, or none of them. First all is judged, with the train and every waiting
 * car locked; then all is written: the rooms in the order of their projects, the activity last, so that two approvals never
 * wait for each other. Returns the cars that have changed since they were put up for approval; then nothing was written.
 * @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT
 */
export async function approveCars(
  tx: LogTransaction,
  viewer: Viewer,
  id: string,
  { digest, comment, nobodyAsked }: { digest: string; comment: string | null; nobodyAsked: () => Error },
): Promise<{ changed: ChangedCar[]; approved: string[] }> {
  const train = await lockTrain(tx, id)
  if (!train) throw notFound('train')
  const { cars, waiting } = await lockCars(tx, train)
  const decider = await deciderOf(tx, viewer)
  const mine = waiting.filter(({ release }) => mayApprove(release.rule, decider, release))
  if (mine.length === 0) throw nobodyAsked()
  if (digest !== digestOfTrain(cars)) {
    throw conflict('What would run is not what you looked at: the train has changed since. Look at it again.', {
      trainId: id,
    })
  }
  const changed: ChangedCar[] = []
  for (const { car, release } of mine) {
    const drift = await changedSince(tx, release)
    if (drift) changed.push({ id: car.id, drift, sentence: changeSentence(train, car, drift) })
  }
  if (changed.length > 0) return { changed, approved: [] }

  const due = mine.filter(({ release }) => !hasApproved(release, viewer, release.approvalDigest ?? ''))
  due.sort((a, b) => (a.release.environment.projectId < b.release.environment.projectId ? -1 : 1))
  const given: { release: LockedWaiting; changes: Awaited<ReturnType<typeof giveApproval>> }[] = []
  for (const { release } of due) {
    const changes = await giveApproval(tx, viewer, release, { digest: release.approvalDigest ?? '', comment })
    given.push({ release, changes })
  }
  for (const { release, changes } of given) {
    await recordActivity(tx, viewer, {
      ...{ kind: 'release.approved', message: `approved release #${release.number}`, subject: `#${release.number}` },
      ...{ releaseId: release.id, projectId: release.environment.projectId },
      ...changes,
    })
  }
  return { changed, approved: due.map(({ car }) => car.id) }
}

/** The cars as they are once nobody else can decide about those that wait. @throws CallerError CONFLICT, naming the car */
async function lockCars(tx: LogTransaction, train: StoredTrain) {
  await tx.db.$queryRaw`
    SELECT id FROM "Release" WHERE "trainId" = ${train.id} AND status = 'WAITING_APPROVAL'
    ORDER BY "trainPosition" FOR UPDATE`
  const cars = await tx.db.release.findMany({
    where: { trainId: train.id },
    orderBy: { trainPosition: 'asc' },
    select: { id: true, commit: true, approvalDigest: true, status: true },
  })
  const waiting: { car: Car; release: LockedWaiting }[] = []
  for (const car of train.cars) {
    const now = cars.find(({ id }) => id === car.id)
    // Where nobody has to be asked any more Sendoff lets it go by itself.
    const asks = now?.status === 'WAITING_APPROVAL' && (await lockRelease(tx, car.id))?.rule
    if (asks) waiting.push({ car, release: await waitingCar(tx, train, car) })
  }
  if (waiting.length === 0)
    throw conflict(`No car of train #${train.number} waits for approval.`, { trainId: train.id })
  return { cars, waiting }
}

const nameOf = (train: StoredTrain, car: Car) =>
  `Car ${car.trainPosition} of train #${train.number} (#${car.number} of ${placeOf(car.environment)})`
const nothingDone = 'Nothing of the train was approved.'

async function waitingCar(tx: LogTransaction, train: StoredTrain, car: Car): Promise<LockedWaiting> {
  try {
    return await requireWaiting(tx, car.id)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw conflict(`${nameOf(train, car)}: ${why} ${nothingDone}`, { trainId: train.id, releaseId: car.id })
  }
}

const changeSentence = (train: StoredTrain, car: Car, drift: Drift[]) => {
  const fields = drift.map(({ field }) => field).join(', ') || 'what it would do'
  return `${nameOf(train, car)} has changed since it was put up for approval: ${fields}. ${nothingDone} Look at it again.`
}
