import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, readPage } from '../../graphql/pagination.ts'
import { ActivityEvent } from './activity.schema.ts'
import type { ActivityChain as Chain } from './activity-verifying.ts'

const ActivityConnection = connectionOf('ActivityEvent', ActivityEvent)

const ActivityFilterInput = builder.inputType('ActivityFilter', {
  description: 'Which lines; what is left out does not matter.',
  fields: (t) => ({
    projectId: t.id({ description: 'About this project.' }),
    serverId: t.id({ description: 'About this server.' }),
    actorId: t.id({ description: 'What this user did.' }),
    kinds: t.stringList({
      description:
        'Of these kinds, such as `release.failed`, or all that begin with a noun, such as `release`; at most 100.',
    }),
    text: t.string({ description: 'In whose words this stands, whatever the case; at most 200 characters.' }),
    from: t.field({ type: 'DateTime', description: 'Not before.' }),
    to: t.field({ type: 'DateTime', description: 'Not after.' }),
  }),
})

const ActivityChain = builder.objectRef<Chain>('ActivityChain').implement({
  description: 'What comes of following the hashes of all lines, see docs/activity.md.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok', { description: 'All lines are what was written.' }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'The first thing that does not fit; null: nothing.',
    }),
    lines: t.exposeInt('lines', { description: 'Up to which line the chain is intact.' }),
    hash: t.exposeString('hash', { description: 'The hash of that line: SHA-256, in hex.' }),
  }),
})

builder.queryFields((t) => ({
  activityLines: t.field({
    type: ActivityConnection,
    description: 'Who did what, the newest first: the lines that you may know.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      filter: t.arg({ type: ActivityFilterInput, description: 'Left out: all of them.' }),
    },
    resolve: (_root, { filter, ...page }, context) => {
      const { find, count } = context.services.activity.search(viewerOf(context), filter)
      return readPage(page, { keyType: 'number', find, count, keyOf: ({ seq }) => seq })
    },
  }),
  activityLine: t.field({
    type: ActivityEvent,
    nullable: true,
    description: 'One line; null when there is none with this number, or you may not know it.',
    args: { seq: t.arg.int({ required: true, description: 'Its number.' }) },
    resolve: (_root, { seq }, context) => context.services.activity.line(viewerOf(context), seq),
  }),
  activityChain: t.field({
    type: ActivityChain,
    description: 'Reads the whole activity and verifies it, as `npm start -- verify` does. Needs ADMIN.',
    resolve: (_root, _args, context) => context.services.activity.verifyChain(viewerOf(context)),
  }),
}))
