import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { mayCancel, mayShipTo } from '../releases/release.policy.ts'
import { Release } from '../releases/release.schema.ts'
import { ReleaseKind } from '../releases/release-enums.schema.ts'
import type { TrainNow } from './train.reads.ts'

const now = batched((ids: string[], { services }: Context) => services.trains.trainsNow(ids))
export const forgetTrains = (context: Context) => now.forget(context)

async function nowOf(context: Context, { id }: { id: string }): Promise<TrainNow> {
  const found = await now.load(context, id)
  if (!found) throw new Error(`Train ${id} is not there any more.`)
  return found
}

const carsOf = batched(async (ids: string[], { services }: Context) => {
  const select = { trainId: true, createdById: true, environment: { select: { id: true, kind: true } } } as const
  const rows = await services.database.prisma.release.findMany({ where: { trainId: { in: ids } }, select })
  return new Map(ids.map((id) => [id, rows.filter(({ trainId }) => trainId === id)]))
})

export const TrainStatus = builder.enumType('TrainStatus', {
  description: 'How a train stands; it follows from its releases.',
  values: {
    PREPARING: { description: 'Its releases are being made; none begins yet.' },
    WAITING_APPROVAL: { description: 'A car waits for approval; nothing of it begins.' },
    SCHEDULED: { description: 'It waits for its time.' },
    RUNNING: { description: 'On its way: a car runs, or is about to.' },
    SUCCEEDED: { description: 'Every car has.' },
    FAILED: { description: 'A car failed; those behind it did not begin.' },
    CANCELLED: { description: 'It was stopped.' },
    ROLLED_BACK: { description: 'What was live by it was put back.' },
  } as const,
})

export const TrainFailurePolicy = builder.enumType('TrainFailurePolicy', {
  description: 'What happens when a car fails or is cancelled. Those behind it are cancelled in any case.',
  values: {
    STOP: { description: 'What has succeeded stays.' },
    ROLL_BACK: { description: 'What has succeeded is put back, the last car first.' },
  } as const,
})

export const Train = builder.prismaObject('Train', {
  description: 'Releases that begin one after the other, are approved once and rolled back once.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    number: t.exposeInt('number', { description: 'Counts up over all trains.' }),
    kind: t.expose('kind', { type: ReleaseKind, description: 'Ships something, or puts a train back.' }),
    title: t.exposeString('title', { description: 'What people call it.' }),
    note: t.exposeString('note', { nullable: true, description: 'What its creator wrote about it.' }),
    onFailure: t.expose('onFailure', { type: TrainFailurePolicy, description: 'What happens when a car fails.' }),
    createdBy: t.relation('createdBy', { description: 'Who asked for it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    scheduledAt: t.expose('scheduledAt', { type: 'DateTime', nullable: true, description: 'When it was to begin.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it had come to rest; a way back is a train of its own.',
    }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it stopped, in a sentence.' }),
    carCount: t.exposeInt('carCount', { description: 'How many releases it has.' }),
    cars: t.relation('cars', { query: { orderBy: { trainPosition: 'asc' } }, description: 'In their order.' }),
    origin: t.relation('origin', { nullable: true, description: 'The train that this one puts back.' }),
    status: t.field({
      type: TrainStatus,
      description: 'How it stands.',
      resolve: async (train, _args, context) => (await nowOf(context, train)).status,
    }),
    wayBack: t.prismaField({
      type: modelType('Train'),
      nullable: true,
      description: 'The newest train that puts this one back.',
      select: { id: true },
      resolve: async (query, train, _args, context) => {
        const { wayBackId: id } = await nowOf(context, train)
        return id ? context.services.database.prisma.train.findUnique({ ...query, where: { id } }) : null
      },
    }),
    canCancel: t.boolean({
      description: 'You may cancel it now.',
      resolve: async (train, _args, context) => {
        const { status } = await nowOf(context, train)
        if (!['PREPARING', 'WAITING_APPROVAL', 'SCHEDULED', 'RUNNING'].includes(status)) return false
        const cars = (await carsOf.load(context, train.id)) ?? []
        return cars.every((car) => mayCancel(viewerOf(context), car, car.environment))
      },
    }),
    canRollBack: t.boolean({
      description: 'You may put everything back that is live by it; CONFLICT when a place has moved on since.',
      select: { kind: true },
      resolve: async (train, _args, context) => {
        const { hasEnded, status } = await nowOf(context, train)
        if (!hasEnded || status === 'ROLLED_BACK' || train.kind === 'ROLLBACK') return false
        const cars = (await carsOf.load(context, train.id)) ?? []
        return cars.every((car) => mayShipTo(viewerOf(context), car.environment))
      },
    }),
  }),
})

builder.prismaObjectFields(Release, (t) => ({
  train: t.relation('train', { nullable: true, description: 'The train that it belongs to.' }),
  trainPosition: t.exposeInt('trainPosition', { nullable: true, description: 'Its place there: 1 begins first.' }),
}))
