import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import type { NotificationEvent as EventName } from './notification.events.ts'
import { NotificationDelivery } from './notification-deliveries.schema.ts'
import { NotificationEvent, NotificationFormat, NotificationLanguage } from './notification-enums.schema.ts'
import { guardNotifications } from './notifications.policy.ts'
import type { Language } from './wording/wording.ts'

const NotificationHook = builder.prismaObject('NotificationHook', {
  description:
    'Where news of releases and environments is sent. Its address and its secret are stored sealed and never shown again.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'The name that people know it by; unique.' }),
    format: t.expose('format', { type: NotificationFormat, description: 'What the receiver understands.' }),
    shownUrl: t.exposeString('shownUrl', {
      description: 'Where it leads: scheme, host and the last four characters of the address.',
    }),
    signed: t.exposeBoolean('signs', { description: 'A secret is stored, and messages are signed with it.' }),
    language: t.field({
      type: NotificationLanguage,
      description: 'The language of its messages.',
      select: { language: true },
      resolve: (hook) => hook.language as Language,
    }),
    events: t.field({
      type: [NotificationEvent],
      description: 'What it is told of.',
      select: { events: true },
      resolve: (hook) => hook.events as EventName[],
    }),
    project: t.relation('project', { nullable: true, description: 'Only news of this project; null: of all.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Switched off, it is told nothing, and later neither.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    waitingCount: t.relationCount('deliveries', {
      where: { state: 'WAITING' },
      description: 'How many deliveries wait for their first or next try.',
    }),
    lastDelivery: t.field({
      type: NotificationDelivery,
      nullable: true,
      description: 'The newest delivery; null: there was none in the last 30 days.',
      select: { deliveries: { take: 1, orderBy: { id: 'desc' } } },
      resolve: (hook) => hook.deliveries[0] ?? null,
    }),
  }),
})

builder.queryField('notificationHooks', (t) =>
  t.prismaField({
    type: [NotificationHook],
    description: 'Where news is sent to, by name. Needs OPERATOR.',
    resolve: (query, _root, _args, context) => {
      guardNotifications(viewerOf(context), 'notificationHooks')
      return context.services.database.prisma.notificationHook.findMany({ ...query, orderBy: { name: 'asc' } })
    },
  }),
)

const AddNotificationHookInput = builder.inputType('AddNotificationHookInput', {
  description: 'Where news is to be sent.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    format: t.field({ type: NotificationFormat, required: true, description: 'What the receiver understands.' }),
    url: t.string({
      required: true,
      description: 'http:// or https://, at most 2000 characters; no user, no password.',
    }),
    secret: t.string({ description: 'To sign with: of your own for WEBHOOK, from the robot for DINGTALK and FEISHU.' }),
    language: t.field({ type: NotificationLanguage, required: true, description: 'The language of its messages.' }),
    events: t.field({ type: [NotificationEvent], required: true, description: 'What it is told of; at least one.' }),
    projectId: t.id({ description: 'Only news of this project; left out: of all.' }),
    enabled: t.boolean({ description: 'True if left out.' }),
  }),
})

const UpdateNotificationHookInput = builder.inputType('UpdateNotificationHookInput', {
  description: 'What to change; what is left out stays.',
  fields: (t) => ({
    name: t.string({ description: 'At most 100 characters; unique.' }),
    format: t.field({ type: NotificationFormat, description: 'Another format needs its address too.' }),
    url: t.string({ description: 'http:// or https://, at most 2000 characters; no user, no password.' }),
    secret: t.string({ description: 'Null: nothing is signed any more.' }),
    language: t.field({ type: NotificationLanguage, description: 'The language of its messages.' }),
    events: t.field({ type: [NotificationEvent], description: 'What it is told of; at least one.' }),
    projectId: t.id({ description: 'Null: news of all projects.' }),
    enabled: t.boolean({ description: 'Switching it off gives up what it still had to deliver.' }),
  }),
})

async function answer<Q extends object>(context: Context, query: Q, id: string) {
  return context.services.database.prisma.notificationHook.findUniqueOrThrow({ ...query, where: { id } })
}

builder.mutationFields((t) => ({
  addNotificationHook: t.prismaField({
    type: NotificationHook,
    description: 'Adds a receiver of news. Nothing is sent: try it with testNotificationHook. Needs ADMIN.',
    args: { input: t.arg({ type: AddNotificationHookInput, required: true, description: 'Where and what.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.notifications.addNotificationHook(viewerOf(context), input)
      return answer(context, query, id)
    },
  }),
  updateNotificationHook: t.prismaField({
    type: NotificationHook,
    description: 'Changes a receiver of news; what still waits for it is sent in the new way. Needs ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the hook.' }),
      input: t.arg({ type: UpdateNotificationHookInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.notifications.updateNotificationHook(viewerOf(context), id, input)
      return answer(context, query, id)
    },
  }),
  removeNotificationHook: t.id({
    description: 'Removes a receiver of news with the log of its deliveries. Answers its id. Needs ADMIN.',
    args: { id: t.arg.id({ required: true, description: 'Of the hook.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.notifications.removeNotificationHook(viewerOf(context), id)
      return id
    },
  }),
}))
