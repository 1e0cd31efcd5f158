import { broadcastable } from '../../../graphql/broadcastable.ts'
import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import type { Watchers } from './release.watching.ts'

/** More faces than this nobody counts. */
const MOST = 50

const ReleaseWatchers = builder.objectRef<Watchers>('ReleaseWatchers').implement({
  description: 'Who has a release open at a moment. Each one replaces the one before.',
  fields: (t) => ({
    releaseId: t.exposeID('releaseId', { extensions: broadcastable, description: 'Of the release.' }),
    count: t.int({
      extensions: broadcastable,
      description: 'How many people, however many windows each of them has open.',
      resolve: ({ userIds }) => userIds.length,
    }),
    people: t.field({
      type: [modelType('User')],
      extensions: broadcastable,
      description: `The first ${MOST} of them, in the order in which they came; yourself included.`,
      resolve: ({ userIds }, _args, { services }) =>
        Promise.all(userIds.slice(0, MOST).map((id) => services.accounts.person(id))),
    }),
  }),
})

builder.subscriptionField('releaseWatchers', (t) =>
  t.field({
    type: ReleaseWatchers,
    description: 'Who has a release open: now, and whenever it changes. You are among them while it runs.',
    args: { releaseId: t.arg.id({ required: true, description: 'Of the release.' }) },
    extensions: broadcastable,
    subscribe: (_root, { releaseId }, context) =>
      context.services.releases.followWatchers(viewerOf(context), releaseId, context.signal),
    resolve: (watchers) => watchers,
  }),
)
