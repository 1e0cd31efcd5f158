import type { ReleaseStatus } from '../../engine/types.ts'
import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { askerOf, type Viewer } from '../kernel/viewer.ts'
import type { CarFacts, TrainFacts } from './train.state.ts'

export const withCars = {
  cars: {
    select: {
      id: true,
      number: true,
      status: true,
      trainPosition: true,
      environment: { select: { id: true, name: true, projectId: true, project: { select: { title: true } } } },
    },
    orderBy: { trainPosition: 'asc' },
  },
  ways: { select: { id: true } },
} satisfies Prisma.TrainInclude

export type StoredTrain = Prisma.TrainGetPayload<{ include: typeof withCars }>

export const carsOf = (train: {
  cars: { id: string; status: ReleaseStatus; trainPosition: number | null }[]
}): CarFacts[] => train.cars.map(({ id, status, trainPosition }) => ({ id, status, position: trainPosition ?? 0 }))

export const factsOf = ({ state, carCount, cancelled, goesBack, ways }: Omit<StoredTrain, 'drafts'>): TrainFacts => ({
  ...{ state, carCount, cancelled, goesBack },
  hasWayBack: ways.length > 0,
})

/** A train against all others who change it; null: there is none. Locked before any of its releases. */
export async function lockTrain(tx: LogTransaction, id: string): Promise<StoredTrain | null> {
  await tx.db.$queryRaw`SELECT id FROM "Train" WHERE id = ${id} FOR UPDATE`
  return tx.db.train.findUnique({ where: { id }, include: withCars })
}

/** Whoever made the train, for what is done in their name. */
export async function creatorOf(tx: LogTransaction, { createdById }: { createdById: string }): Promise<Viewer> {
  return askerOf(await tx.db.user.findUniqueOrThrow({ where: { id: createdById } }))
}
