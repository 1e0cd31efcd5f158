import { releaseIsFinal } from '../../engine/release-states.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { conflict, forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { mayCancel } from '../releases/release.policy.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { guardTrains } from './train.policy.ts'
import { lockTrain } from './train.rows.ts'
import { stopTrain } from './train.steps.ts'
import type { TrainTending } from './train.tending.ts'

export function createTrainCancellation({ prisma, log }: ReleasePorts, { tendTrain }: TrainTending) {
  return {
    /**
     * No car begins any more, and the one that runs is cancelled. What has succeeded stays, or goes back: left out, as the
     * train says for failures.
     * @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT (it has ended)
     */
    async cancelTrain(viewer: Viewer, id: string, { rollBack }: { rollBack?: boolean | null } = {}) {
      guardTrains(viewer, 'cancelTrain')
      if (!isId(id)) throw notFound('train')
      const cars = await prisma.release.findMany({ where: { trainId: id }, include: { environment: true } })
      for (const car of cars) {
        const { kind } = car.environment
        if (releaseIsFinal(car.status) || mayCancel(viewer, car, car.environment)) continue
        throw forbidden(`cancel release #${car.number}`, kind === 'PRODUCTION' ? 'OPERATOR' : 'DEVELOPER')
      }
      await log.transaction(async (tx) => {
        const train = await lockTrain(tx, id)
        if (!train) throw notFound('train')
        const { number, cancelled, finishedAt, onFailure } = train
        if (cancelled && finishedAt === null) return
        const over = train.state === 'READY' && train.cars.every(({ status }) => releaseIsFinal(status))
        if (finishedAt !== null || over || train.state === 'STOPPED') {
          throw conflict(`Train #${number} has ended: there is nothing to cancel. Roll it back instead.`, {
            trainId: id,
          })
        }
        const goesBack = rollBack ?? onFailure === 'ROLL_BACK'
        await stopTrain(tx, train, { failure: `Cancelled by ${viewer.displayName}.`, goesBack, cancelled: true })
        const message = `cancelled train #${number}`
        await recordActivity(tx, viewer, {
          ...{ kind: 'train.cancelled', subject: `#${number}`, subjectId: id, message },
          ...{ before: { state: train.state }, after: { state: 'STOPPED' } },
        })
      })
      await tendTrain(id)
      return { id }
    },
  }
}
