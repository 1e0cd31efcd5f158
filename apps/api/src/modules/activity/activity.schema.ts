import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import type { ActivityEvent as Event, ActivityPage as Page } from './activity.service.ts'

const ActivityEvent = builder.objectRef<Event>('ActivityEvent').implement({
  description: 'Somebody did something, or (kind `heartbeat`) nothing is new and seq is the head.',
  interfaces: [StreamEvent],
  fields: (t) => ({
    kind: t.exposeString('kind', { extensions: broadcastable, description: 'Such as `server.added`, or `heartbeat`.' }),
    actor: t.exposeString('actor', {
      nullable: true,
      extensions: broadcastable,
      description: 'Who; null: Sendoff itself.',
    }),
    subject: t.exposeString('subject', {
      nullable: true,
      extensions: broadcastable,
      description: 'The name of what was touched.',
    }),
    place: t.exposeString('place', {
      nullable: true,
      extensions: broadcastable,
      description: 'Where, such as `Shop, production`.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      extensions: broadcastable,
      description: 'Why, in the words of whoever did it.',
    }),
    message: t.exposeString('message', {
      extensions: broadcastable,
      description: 'A sentence, to be read behind the actor.',
    }),
    releaseId: t.exposeID('releaseId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The release that it is about.',
    }),
    projectId: t.exposeID('projectId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The project that it is about.',
    }),
    serverId: t.exposeID('serverId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The server that it is about.',
    }),
  }),
})

const ActivityPage = builder.objectRef<Page>('ActivityPage').implement({
  description: 'A piece of the activity.',
  fields: (t) => ({
    events: t.expose('events', { type: [ActivityEvent], description: 'Oldest first.' }),
    headSeq: t.exposeInt('headSeq', {
      description: 'The last seq of the whole stream: there is more when it is larger than the last one here.',
    }),
  }),
})

builder.queryField('activity', (t) =>
  t.field({
    type: ActivityPage,
    description: 'Who did what, page by page.',
    args: {
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: 'How many: 1 to 500, 100 if left out.' }),
    },
    resolve: (_root, { after, limit }, context) =>
      context.services.activity.read(viewerOf(context), { after, limit: limit ?? 100 }),
  }),
)

builder.subscriptionField('activity', (t) =>
  t.field({
    type: ActivityEvent,
    description: 'Who does what, live.',
    extensions: broadcastable,
    args: { after: t.arg.int({ description: 'The last seq that you have; 0 = from the beginning; null = from now.' }) },
    subscribe: (_root, { after }, context) => {
      const viewer = viewerOf(context)
      return context.services.activity.follow(viewer, { after: after ?? null, signal: context.signal })
    },
    resolve: (event) => event,
  }),
)
