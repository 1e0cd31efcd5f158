import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { statusOfTrain } from '../trains/train.state.ts'
import { digestOfTrain } from '../trains/train-digest.ts'
import { eventNames, type News } from './notification.events.ts'
import { queueNews } from './outbox.ts'

const include = {
  createdBy: { select: { username: true, displayName: true } },
  origin: { select: { number: true } },
  cars: {
    orderBy: { trainPosition: 'asc' },
    select: {
      ...{ id: true, number: true, status: true, commit: true, approvalDigest: true },
      environment: { select: { name: true, project: { select: { id: true, title: true } } } },
    },
  },
} satisfies Prisma.TrainInclude
const omit = { drafts: true, wish: true } satisfies Prisma.TrainOmit
type ToldTrain = Prisma.TrainGetPayload<{ include: typeof include; omit: typeof omit }>

const read = (tx: LogTransaction, id: string) => tx.db.train.findUniqueOrThrow({ where: { id }, include, omit })

function newsOf(train: ToldTrain): News {
  const { id, number, kind, title, note, failure, createdBy, createdAt, finishedAt, origin, cars } = train
  const projects = projectsOf(train)
  return {
    at: (finishedAt ?? new Date()).toISOString(),
    by: { username: createdBy.username, name: createdBy.displayName },
    project: projects.length === 1 ? (projects[0] ?? null) : null,
    environment: null,
    train: {
      ...{ id, number, kind, title, note, failure, originNumber: origin?.number ?? null },
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      cars: cars.map(({ environment: { name, project }, ...car }) => ({
        ...{ releaseId: car.id, number: car.number, status: car.status },
        ...{ project: project.title, environment: name },
      })),
    },
  }
}

const projectsOf = ({ cars }: ToldTrain) => [
  ...new Map(cars.map(({ environment: { project } }) => [project.id, project])).values(),
]

/** Hooks of any project that it goes to hear of it. */
const hearers = (train: ToldTrain) => ({ projectIds: projectsOf(train).map(({ id }) => id) })

/** That people must approve it: once, and again when what it would do has changed. While it is being put together, nothing. */
export async function tellTrainWaits(tx: LogTransaction, id: string): Promise<void> {
  const train = await read(tx, id)
  if (train.state !== 'READY' || !train.cars.some(({ status }) => status === 'WAITING_APPROVAL')) return
  const key = `train:${id}:WAITING_APPROVAL:${digestOfTrain(train.cars)}`
  await queueNews(tx, eventNames.TRAIN_WAITING_APPROVAL, key, newsOf(train), hearers(train))
}

/** How it ended. */
export async function tellTrainEnded(tx: LogTransaction, id: string): Promise<void> {
  const train = await read(tx, id)
  await queueNews(tx, endOf(train), `train:${id}:ENDED`, newsOf(train), hearers(train))
}

function endOf(train: ToldTrain) {
  const statuses = train.cars.map(({ status }) => status)
  const status = statusOfTrain(train, statuses, null)
  if (status === 'FAILED') return eventNames.TRAIN_FAILED
  if (status !== 'SUCCEEDED') return eventNames.TRAIN_CANCELLED
  return train.kind === 'ROLLBACK' ? eventNames.TRAIN_ROLLED_BACK : eventNames.TRAIN_SUCCEEDED
}
