import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import type { News } from './notification.events.ts'
import { DeliveryState } from './notification-enums.schema.ts'
import { guardNotifications } from './notifications.policy.ts'

const newsOf = (delivery: { news: unknown }) => delivery.news as News

export const NotificationDelivery = builder.prismaObject('NotificationDelivery', {
  description: 'One thing told to one receiver, and how that went. Kept for 30 days after its end.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque; receivers get it as X-Sendoff-Delivery, the same in every try.' }),
    event: t.exposeString('event', {
      description: 'As receivers read it, such as `release.failed`; `test` for a test.',
    }),
    state: t.expose('state', { type: DeliveryState, description: 'How it stands.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried; it is given up after ten.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    triedAt: t.expose('triedAt', { type: 'DateTime', nullable: true, description: 'The last try; null: none yet.' }),
    nextTryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The earliest time of the next try; null: there will be none.',
      select: { state: true, dueAt: true },
      resolve: ({ state, dueAt }) => (state === 'WAITING' ? dueAt : null),
    }),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'How long the last try took, in ms.' }),
    httpStatus: t.exposeInt('httpStatus', { nullable: true, description: 'Of the last answer; null: there was none.' }),
    answer: t.exposeString('answer', {
      nullable: true,
      description: 'The beginning of the last answer, at most 2 KB, without the address and the secret.',
    }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why the last try failed, for people.' }),
    releaseId: t.id({
      nullable: true,
      description: 'The release that it tells of.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).release?.id ?? null,
    }),
    releaseNumber: t.int({
      nullable: true,
      description: 'The number of that release.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).release?.number ?? null,
    }),
    trainId: t.id({
      nullable: true,
      description: 'The train that it tells of.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).train?.id ?? null,
    }),
    trainNumber: t.int({
      nullable: true,
      description: 'The number of that train.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).train?.number ?? null,
    }),
    projectTitle: t.string({
      nullable: true,
      description: 'The title of the project then.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).project?.title ?? null,
    }),
    environmentName: t.string({
      nullable: true,
      description: 'The name of the environment then.',
      select: { news: true },
      resolve: (delivery) => newsOf(delivery).environment?.name ?? null,
    }),
  }),
})

const NotificationDeliveryConnection = connectionOf('NotificationDelivery', NotificationDelivery)

builder.queryField('notificationDeliveries', (t) =>
  t.field({
    type: NotificationDeliveryConnection,
    description: 'What was told to a receiver, the newest first. Needs OPERATOR.',
    args: {
      hookId: t.arg.id({ required: true, description: 'Of the hook.' }),
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: (_root, { hookId, ...page }, context, info) => {
      guardNotifications(viewerOf(context), 'notificationDeliveries')
      const { notificationDelivery } = context.services.database.prisma
      const nothing = !isId(hookId)
      return readPage(page, {
        keyType: 'string',
        find: async (after, take) =>
          nothing
            ? []
            : notificationDelivery.findMany({
                ...queryFromInfo({ context, info, paths: nodePaths }),
                where: after === null ? { hookId } : { hookId, id: { lt: after } },
                orderBy: { id: 'desc' },
                take,
              }),
        keyOf: (delivery) => delivery.id,
        count: async () => (nothing ? 0 : notificationDelivery.count({ where: { hookId } })),
      })
    },
  }),
)

builder.mutationFields((t) => ({
  testNotificationHook: t.prismaField({
    type: NotificationDelivery,
    description: 'Sends a test now and answers what the receiver said; a failure is no error here. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the hook.' }) },
    resolve: async (query, _root, { id }, context) => {
      const made = await context.services.notifications.testNotificationHook(viewerOf(context), id)
      return context.services.database.prisma.notificationDelivery.findUniqueOrThrow({ ...query, where: made })
    },
  }),
  redeliver: t.prismaField({
    type: NotificationDelivery,
    description:
      'Tries a delivery again soon, with the same id and facts, whether it failed or not. CONFLICT while its hook is switched off. Needs OPERATOR.',
    args: { deliveryId: t.arg.id({ required: true, description: 'Of the delivery.' }) },
    resolve: async (query, _root, { deliveryId }, context) => {
      const made = await context.services.notifications.redeliver(viewerOf(context), deliveryId)
      return context.services.database.prisma.notificationDelivery.findUniqueOrThrow({ ...query, where: made })
    },
  }),
}))
