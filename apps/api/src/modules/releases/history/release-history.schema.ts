import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { ReleaseEvent } from '../release-events.schema.ts'

const ReleaseEventPage = builder
  .objectRef<{ events: (typeof ReleaseEvent.$inferType)[]; headSeq: number }>('ReleaseEventPage')
  .implement({
    description: 'A page of what happened to a release.',
    fields: (t) => ({
      events: t.expose('events', { type: [ReleaseEvent], description: 'In their order. Empty: that is all so far.' }),
      headSeq: t.exposeInt('headSeq', { description: 'The last event there is.' }),
    }),
  })

builder.queryField('releaseEvents', (t) =>
  t.field({
    type: ReleaseEventPage,
    description:
      'Stored events, page by page; the subscription of the same name goes on from there. Applied in order to a plan whose steps are all PENDING they give the release as it stood after each of them: that is how a replay works.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: '1 to 1000, 500 if left out.' }),
    },
    resolve: (_root, args, context) => context.services.releases.releaseEvents(viewerOf(context), args),
  }),
)
