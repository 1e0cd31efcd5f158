import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import { type Audience, audienceOfViewer } from './activity.audience.ts'
import type { ActivityPage as Page } from './activity.service.ts'
import { type ActivityLine, type ActivityAudit as Audit, lineOf } from './activity-line.ts'

const ActivityAudit = builder.objectRef<Audit>('ActivityAudit').implement({
  description: 'What only an ADMIN may know of a line.',
  fields: (t) => ({
    address: t.exposeString('address', {
      nullable: true,
      extensions: broadcastable,
      description: 'The address that it came from.',
    }),
    sessionId: t.exposeID('sessionId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The session that it came with.',
    }),
    apiTokenId: t.exposeID('apiTokenId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The API token that it came with.',
    }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      extensions: broadcastable,
      description: 'What was changed, as it was: only the fields that differ.',
    }),
    after: t.expose('after', {
      type: 'JSON',
      nullable: true,
      extensions: broadcastable,
      description: 'The same as it is since then. Secrets are in neither.',
    }),
  }),
})

export const ActivityEvent = builder.objectRef<ActivityLine>('ActivityEvent').implement({
  description:
    'Somebody did something, or (kind `heartbeat`) nothing is new and seq is the head, or (kind `hidden`) there is a line here that you may not know.',
  interfaces: [StreamEvent],
  fields: (t) => {
    const nullable = { nullable: true, extensions: broadcastable } as const
    return {
      kind: t.exposeString('kind', {
        extensions: broadcastable,
        description: 'Such as `server.added`; also `heartbeat` and `hidden`.',
      }),
      actor: t.exposeString('actor', { ...nullable, description: 'Who; null: Sendoff itself.' }),
      actorId: t.exposeID('actorId', { ...nullable, description: 'The same as a user.' }),
      subject: t.exposeString('subject', { ...nullable, description: 'The name of what was touched.' }),
      subjectId: t.exposeID('subjectId', {
        ...nullable,
        description: 'Its id: of a `ticket.opened` the ticket. Older lines have none.',
      }),
      place: t.exposeString('place', { ...nullable, description: 'Where, such as `Shop, production`.' }),
      reason: t.exposeString('reason', { ...nullable, description: 'Why, in the words of whoever did it.' }),
      message: t.exposeString('message', {
        extensions: broadcastable,
        description: 'A sentence, to be read behind the actor.',
      }),
      releaseId: t.exposeID('releaseId', { ...nullable, description: 'The release that it is about.' }),
      projectId: t.exposeID('projectId', { ...nullable, description: 'The project that it is about.' }),
      serverId: t.exposeID('serverId', { ...nullable, description: 'The server that it is about.' }),
      audit: t.expose('audit', { ...nullable, type: ActivityAudit, description: 'Null unless you are an ADMIN.' }),
    }
  },
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
    description: 'Who did what, page by page and without a hole, as the stream has it. To look back: `activityLines`.',
    args: {
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: 'How many: 1 to 500, 100 if left out.' }),
    },
    resolve: (_root, { after, limit }, context) =>
      context.services.activity.read(viewerOf(context), { after, limit: limit ?? 100 }),
  }),
)

/** Whoever shares an execution is of one audience, which is the scope in which they follow. */
const audienceIn = (context: Context) => (context.scope as Audience | undefined) ?? audienceOfViewer(viewerOf(context))

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
    resolve: (event, _args, context) => lineOf(event, audienceIn(context)),
  }),
)
