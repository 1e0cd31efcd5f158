import { isReferenced } from '../kernel/database-errors.ts'
import { CallerError } from '../kernel/errors.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { carsOf, factsOf, lockTrain, withCars } from './train.rows.ts'
import { nextStep } from './train.state.ts'
import { stopTrain, takeStep } from './train.steps.ts'
import { storeTrain } from './train.storage.ts'
import { planWayBack } from './train.way-back.ts'

/**
 * Carries out what has to follow from how trains stand. All of it is read from rows, so it makes no difference who does it, how
 * often, or where the one before died: the next one goes on.
 */
export function createTrainTending(ports: Pick<ReleasePorts, 'prisma' | 'log' | 'bus' | 'clock'>) {
  const { prisma, log } = ports

  /** Its environment, or a server, went between the plan and the release. */
  const isGone = (error: unknown) => isReferenced(error) || (error instanceof CallerError && error.code === 'NOT_FOUND')

  async function giveUp(id: string): Promise<void> {
    await log.transaction(async (tx) => {
      const train = await lockTrain(tx, id)
      if (train?.state !== 'PREPARING') return
      const failure = 'An environment or a server of it was removed before it was complete.'
      await stopTrain(tx, train, { failure, goesBack: false })
    })
  }

  /** Makes the train that puts another one back, unless somebody has. Returns its id. */
  async function turnBack(id: string): Promise<string | null> {
    const way = await planWayBack(ports, id, { failedToo: false })
    return log.transaction(async (tx) => {
      const train = await lockTrain(tx, id)
      if (!train || train.ways.length > 0) return train?.ways[0]?.id ?? null
      if (way.cars.length === 0 || way.left.length > 0) {
        const failure = [train.failure, ...way.left].filter(Boolean).join(' ')
        await tx.db.train.update({
          where: { id },
          data: { failure, ...(way.cars.length > 0 ? {} : { goesBack: false }) },
        })
      }
      if (way.cars.length === 0) return null
      return storeTrain(tx, {
        ...{ id: uuid7(), kind: 'ROLLBACK', title: train.title, onFailure: 'STOP', originId: id, cars: way.cars },
        ...{ createdById: train.createdById, createdAt: ports.clock.now() },
      })
    })
  }

  async function tendTrain(id: string): Promise<void> {
    for (;;) {
      const after = await log
        .transaction((tx) => takeStep(tx, id, ports))
        .catch(async (error: unknown) => {
          if (!isGone(error)) throw error
          await giveUp(id)
          return 'again' as const
        })
      if (after === 'wait' || after === 'over') return
      if (after !== 'go back') continue
      const back = await turnBack(id)
      if (back) await tendTrain(back)
    }
  }

  return {
    tendTrain,

    /** Looks at all trains of which something may follow. Returns for how many it did. */
    async tendTrains(): Promise<number> {
      const open = await prisma.train.findMany({
        where: { finishedAt: null },
        include: withCars,
        omit: { drafts: true },
        orderBy: { number: 'asc' },
      })
      const due = open.filter((train) => nextStep(factsOf(train), carsOf(train)) !== null)
      for (const { id } of due) await tendTrain(id)
      return due.length
    },
  }
}

export type TrainTending = ReturnType<typeof createTrainTending>
