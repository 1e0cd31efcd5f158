import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { forgetReleases } from '../releases/release-loaders.schema.ts'
import { guardTrains } from './train.policy.ts'
import { forgetTrainApprovals } from './train-approval.schema.ts'
import { forgetTrains, Train, TrainFailurePolicy } from './trains.schema.ts'

const TrainConnection = connectionOf('Train', Train)

builder.queryFields((t) => ({
  trains: t.field({
    type: TrainConnection,
    description: 'Release trains, the newest first.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: (_root, page, context, info) => {
      guardTrains(viewerOf(context), 'trains')
      const { prisma } = context.services.database
      return readPage(page, {
        keyType: 'number',
        find: (after, take) =>
          prisma.train.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            ...(after === null ? {} : { where: { number: { lt: after } } }),
            orderBy: { number: 'desc' },
            take,
          }),
        keyOf: (train) => train.number,
        count: () => prisma.train.count(),
      })
    },
  }),
  train: t.prismaField({
    type: Train,
    nullable: true,
    description: 'One train; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the train.' }) },
    resolve: (query, _root, { id }, context) => {
      guardTrains(viewerOf(context), 'train')
      return isId(id) ? context.services.database.prisma.train.findUnique({ ...query, where: { id } }) : null
    },
  }),
}))

const CarInput = builder.inputType('CarInput', {
  description: 'One release of a train: a revision, or the very bytes of a build.',
  fields: (t) => ({
    environmentId: t.id({ required: true, description: 'Where it goes; each environment once.' }),
    revision: t.string({ description: 'A branch, a tag or a commit; looked up now, once.' }),
    buildId: t.id({ description: 'Instead: a build of the same project.' }),
  }),
})

const CreateTrainInput = builder.inputType('CreateTrainInput', {
  description: 'What to ship where, in which order.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'For people; at most 120 characters.' }),
    cars: t.field({ type: [CarInput], required: true, description: '2 to 50, in the order in which they begin.' }),
    onFailure: t.field({ type: TrainFailurePolicy, description: 'Left out: STOP.' }),
    note: t.string({ description: 'For people; at most 2000 characters. Every release gets it.' }),
    scheduledAt: t.field({ type: 'DateTime', description: 'Begin then, at most a year ahead; left out: now.' }),
    clientId: t.string({
      description: 'Any id of your own: the same one again answers the first train, and carries it on if it broke off.',
    }),
  }),
})

async function answer<Q extends object>(context: Context, query: Q, made: Promise<{ id: string }>) {
  const { id } = await made
  forgetReleases(context)
  forgetTrains(context)
  forgetTrainApprovals(context)
  return context.services.database.prisma.train.findUniqueOrThrow({ ...query, where: { id } })
}

const id = { required: true, description: 'Of the train.' } as const
builder.mutationFields((t) => ({
  createTrain: t.prismaField({
    type: Train,
    description:
      'Queues one release for each car, all or none; each begins once the one before it has succeeded. BAD_USER_INPUT names each car that is wrong; LOCKED and FORBIDDEN as for createRelease, for any of them.',
    args: { input: t.arg({ type: CreateTrainInput, required: true, description: 'What, where, in which order.' }) },
    resolve: (query, _root, { input }, context) =>
      answer(context, query, context.services.trains.createTrain(viewerOf(context), input)),
  }),
  cancelTrain: t.prismaField({
    type: Train,
    description: 'No car begins any more, and the one that runs is cancelled. CONFLICT when it has ended.',
    args: {
      id: t.arg.id(id),
      rollBack: t.arg.boolean({ description: 'What has succeeded goes back. Left out: as `onFailure` says.' }),
    },
    resolve: (query, _root, { id, rollBack }, context) =>
      answer(
        context,
        query,
        context.services.trains.cancelTrain(viewerOf(context), id, { rollBack: rollBack ?? null }),
      ),
  }),
  rollBackTrain: t.prismaField({
    type: Train,
    description:
      'A new train of rollbacks of everything that is live by this one, the last car first. CONFLICT when it has not ended, or when a place has moved on since.',
    args: { id: t.arg.id(id) },
    resolve: (query, _root, { id }, context) =>
      answer(context, query, context.services.trains.rollBackTrain(viewerOf(context), id)),
  }),
  approveTrain: t.prismaField({
    type: Train,
    description:
      'Approves every car that waits for your word, or none of them. CONFLICT when the train is not what the digest stands for, when no car waits, or when a car has changed or its time is over (`conflictsWith.releaseId` is that car). FORBIDDEN unless an environment of a waiting car lets you.',
    args: {
      id: t.arg.id(id),
      digest: t.arg.string({ required: true, description: '`approval.digest` of what you looked at.' }),
      comment: t.arg.string({ description: 'At most 1000 characters.' }),
    },
    resolve: (query, _root, { id, ...approval }, context) =>
      answer(context, query, context.services.trains.approveTrain(viewerOf(context), id, approval)),
  }),
  rejectTrain: t.prismaField({
    type: Train,
    description: 'Cancels a train of which a car waits for your approval.',
    args: {
      id: t.arg.id(id),
      reason: t.arg.string({ required: true, description: 'For whoever asked for it; at most 1000 characters.' }),
    },
    resolve: (query, _root, { id, reason }, context) =>
      answer(context, query, context.services.trains.rejectTrain(viewerOf(context), id, reason)),
  }),
}))
