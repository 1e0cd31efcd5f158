import { recordActivity } from '../activity/activity.events.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { assertUnlocked, environmentFacts } from '../releases/creation/environment-facts.ts'
import { assertMayShipTo } from '../releases/release.policy.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { guardTrains } from './train.policy.ts'
import { lockTrain } from './train.rows.ts'
import { storeTrain } from './train.storage.ts'
import type { TrainTending } from './train.tending.ts'
import { planWayBack } from './train.way-back.ts'

export function createTrainRollback(ports: ReleasePorts, { tendTrain }: TrainTending) {
  const { prisma, log, clock } = ports
  return {
    /**
     * Makes a train of rollbacks of everything that is live by this one, in the opposite order.
     * @throws CallerError NOT_FOUND, FORBIDDEN, LOCKED, CONFLICT (it has not ended, a place has moved on, it goes back already)
     */
    async rollBackTrain(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardTrains(viewer, 'rollBackTrain')
      const known = isId(id) ? await prisma.train.findUnique({ where: { id }, omit: { drafts: true } }) : null
      if (!known) throw notFound('train')
      const { number, title } = known
      const no = (message: string) => conflict(message, { trainId: id })
      if (known.kind === 'ROLLBACK') throw no(`Train #${number} is a way back itself. Ship what you want instead.`)
      await tendTrain(id)
      const way = await planWayBack(ports, id, { failedToo: true })
      for (const { environmentId } of way.cars) {
        const environment = await environmentFacts(prisma, environmentId)
        assertMayShipTo(viewer, environment, 'roll back')
        await assertUnlocked(prisma, environment, clock.now())
      }
      const back = await log.transaction(async (tx) => {
        const train = await lockTrain(tx, id)
        if (!train) throw notFound('train')
        if (train.finishedAt === null) throw no(`Train #${number} has not ended yet. Wait for it, or cancel it first.`)
        const other = await tx.db.train.findFirst({ where: { originId: id, finishedAt: null } })
        if (other) throw no(`Train #${number} goes back already, by train #${other.number}.`)
        if (way.left.length > 0) throw no(`Train #${number} cannot go back as one. ${way.left.join(' ')}`)
        if (way.cars.length === 0) throw no(`Nothing is live by train #${number}, so there is nothing to put back.`)
        const made = await storeTrain(tx, {
          ...{ id: uuid7(), kind: 'ROLLBACK', title, onFailure: 'STOP', originId: id, cars: way.cars },
          ...{ createdById: viewer.userId, createdAt: clock.now() },
        })
        const message = `rolls back train #${number} "${title}"`
        await recordActivity(tx, viewer, {
          ...{ kind: 'train.rolled_back', subject: `#${number}`, subjectId: made, message },
          after: { title, cars: way.cars.length },
        })
        return made
      })
      await tendTrain(back)
      return { id: back }
    },
  }
}
