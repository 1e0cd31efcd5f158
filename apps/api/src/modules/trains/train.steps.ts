import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { placeOf } from '../environments/environment-place.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { tellTrainEnded, tellTrainWaits } from '../notifications/train-news.ts'
import { environmentFacts } from '../releases/creation/environment-facts.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { storeRelease } from '../releases/release.storage.ts'
import { cancelCar } from './train.car-cancel.ts'
import type { CarDraft } from './train.drafting.ts'
import { carsOf, creatorOf, factsOf, lockTrain, type StoredTrain } from './train.rows.ts'
import { type CarFacts, nextStep } from './train.state.ts'

export type StepPorts = Pick<ReleasePorts, 'bus' | 'clock'>

/** What came of a step: `wait` for releases, `over`, or the way back has to be planned first. */
export type AfterStep = 'again' | 'wait' | 'over' | 'go back'

/** Does the next thing that has to follow, in one transaction that tells at most one room. */
export async function takeStep(tx: LogTransaction, id: string, ports: StepPorts): Promise<AfterStep> {
  const train = await lockTrain(tx, id)
  if (!train || train.finishedAt !== null) return 'over'
  const step = nextStep(factsOf(train), carsOf(train))
  if (step === null) return 'wait'
  if (step.do === 'GO_BACK') return 'go back'
  if (step.do === 'STORE') await storeCar(tx, train, step.position, ports)
  else if (step.do === 'OPEN') await open(tx, train, ports)
  else if (step.do === 'STOP')
    await stopTrain(tx, train, { goesBack: train.onFailure === 'ROLL_BACK', ...why(train, step.car) })
  else if (step.do === 'CANCEL') await cancelCar(tx, train, step.car, ports)
  else await finish(tx, train)
  return step.do === 'FINISH' ? 'over' : 'again'
}

async function storeCar(tx: LogTransaction, train: StoredTrain, position: number, { bus, clock }: StepPorts) {
  const planned = (train.drafts as unknown as CarDraft[])[position - 1]
  if (!planned) throw new Error(`Train #${train.number} has no draft for its car ${position}.`)
  const environment = await environmentFacts(tx.db, planned.environmentId)
  const { scheduledAt } = train
  await storeRelease(
    tx,
    {
      ...planned.draft,
      ...{ environment, scheduledAt, clientId: null },
      train: { id: train.id, position },
      describe: (number) =>
        planned.putsBack === undefined
          ? `${planned.done} release #${number} of ${placeOf(environment)}`
          : `rolls ${placeOf(environment)} back to #${planned.putsBack} as #${number}`,
    },
    { viewer: await creatorOf(tx, train), now: clock.now(), bus },
  )
}

async function open(tx: LogTransaction, { id, cars }: StoredTrain, { bus }: StepPorts): Promise<void> {
  await tx.db.$executeRaw`UPDATE "Train" SET state = 'READY', drafts = NULL WHERE id = ${id}`
  await tellTrainWaits(tx, id)
  const [first] = cars
  if (first) tx.afterCommit(() => bus.publish('releases', { releaseId: first.id, reason: 'queued' }))
}

function why(train: StoredTrain, car: CarFacts | null): { failure: string } {
  const ended = train.cars.find(({ id }) => id === car?.id)
  if (!ended) return { failure: 'A release of it was removed with its environment.' }
  const how = ended.status === 'FAILED' ? 'failed' : 'was cancelled'
  return { failure: `Release #${ended.number} of ${placeOf(ended.environment)} ${how}.` }
}

/** No car begins any more. The row is locked. */
export async function stopTrain(
  tx: LogTransaction,
  { id, number, state }: Pick<StoredTrain, 'id' | 'number' | 'state'>,
  data: { failure: string; goesBack: boolean; cancelled?: boolean },
): Promise<void> {
  await tx.db.$executeRaw`UPDATE "Train" SET drafts = NULL WHERE id = ${id}`
  await tx.db.train.update({ where: { id }, data: { state: 'STOPPED', ...data } })
  if (data.cancelled) return
  const message = `Train #${number} stopped: ${data.failure}`
  await recordActivity(tx, null, {
    ...{ kind: 'train.stopped', subject: `#${number}`, subjectId: id, reason: data.failure, message },
    ...{ before: { state }, after: { state: 'STOPPED' } },
  })
}

async function finish(tx: LogTransaction, { id, number, state, title }: StoredTrain): Promise<void> {
  const finishedAt = await databaseNow(tx.db)
  await tx.db.train.update({ where: { id }, data: { finishedAt } })
  await tellTrainEnded(tx, id)
  const ended = state === 'STOPPED' ? 'train.ended' : 'train.succeeded'
  const message = `Train #${number} "${title}" ${state === 'STOPPED' ? 'has come to rest' : 'succeeded'}`
  await recordActivity(tx, null, {
    ...{ kind: ended, subject: `#${number}`, subjectId: id, message },
    ...{ before: { finishedAt: null }, after: { finishedAt } },
  })
}
