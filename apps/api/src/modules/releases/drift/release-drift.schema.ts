import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import type { ServerDrift as Drift } from '../release.readings.ts'
import { Release } from '../release.schema.ts'
import { drifts, forgetReleases, serverOf } from '../release-loaders.schema.ts'

const DriftState = builder.enumType('DriftState', {
  description: 'What a server really serves, compared with what is believed.',
  values: {
    SAME: { description: 'As it should be.' },
    DIFFERENT: { description: 'Something else is live.' },
    MISSING: { description: 'Nothing is live, although something should be.' },
    UNREACHABLE: { description: 'The server could not be asked.' },
    UNCHECKED: { description: 'It was not asked since a release last touched it.' },
  } as const,
})

const ServerDrift = builder.objectRef<Drift>('ServerDrift').implement({
  description: 'What one server of an environment really has.',
  fields: (t) => ({
    server: t.field({
      type: modelType('Server'),
      description: 'The server.',
      resolve: ({ serverId }, _args, context) => serverOf(context, serverId),
    }),
    state: t.expose('state', { type: DriftState, description: 'How it compares.' }),
    expectedDirectory: t.exposeString('expectedDirectory', {
      nullable: true,
      description: 'The directory of the live release; null when nothing was shipped yet.',
    }),
    liveDirectory: t.exposeString('liveDirectory', {
      nullable: true,
      description:
        'What `current` points to; null: nothing, or it could not be read. Of an UNCHECKED server what its last release told.',
    }),
    liveCommit: t.string({
      nullable: true,
      description: 'The commit that it says it holds.',
      resolve: ({ reading }) => reading?.liveCommit ?? null,
    }),
    liveBuild: t.string({
      nullable: true,
      description: 'The SHA-256 of the build that it says it holds.',
      resolve: ({ reading }) => reading?.buildSha ?? null,
    }),
    lockHolder: t.string({
      nullable: true,
      description: "Who holds the lock of the environment's directory there, in a line; null: nobody.",
      resolve: ({ reading }) => reading?.holder ?? null,
    }),
    freeBytes: t.float({
      nullable: true,
      description: 'Free space where the directory is.',
      resolve: ({ reading }) => (reading?.freeKb == null ? null : reading.freeKb * 1024),
    }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was asked; null: UNCHECKED.',
      resolve: ({ reading }) => (reading ? new Date(reading.at) : null),
    }),
    message: t.exposeString('message', { nullable: true, description: 'What there is to say about it.' }),
  }),
})

builder.prismaObjectField('Environment', 'drift', (t) =>
  t.field({
    type: [ServerDrift],
    description: 'What its servers were last found to have, in their order. Asks no server: `checkDrift` does.',
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await drifts.load(context, id)) ?? [],
  }),
)

async function fixed<Q extends object>(context: Context, query: Q, environmentId: string, serverIds: string[]) {
  const { id } = await context.services.releases.fixDrift(viewerOf(context), environmentId, serverIds)
  forgetReleases(context)
  return context.services.database.prisma.release.findUniqueOrThrow({ ...query, where: { id } })
}

builder.mutationFields((t) => ({
  checkDrift: t.field({
    type: [ServerDrift],
    description: 'Asks every server of an environment what it serves. Changes nothing there; what it finds is kept.',
    args: { environmentId: t.arg.id({ required: true, description: 'Of the environment.' }) },
    resolve: (_root, { environmentId }, context) =>
      context.services.releases.checkDrift(viewerOf(context), environmentId),
  }),
  fixDrift: t.prismaField({
    type: Release,
    description:
      'A new release of what is live to servers that have something else. CONFLICT when nothing is live, a release has not ended, or a server is as it should be; LOCKED as always.',
    args: {
      environmentId: t.arg.id({ required: true, description: 'Of the environment.' }),
      serverIds: t.arg.idList({ required: true, description: 'The servers to put right; at least one.' }),
    },
    resolve: (query, _root, { environmentId, serverIds }, context) => fixed(context, query, environmentId, serverIds),
  }),
}))
