import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import type { ServerDrift as Drift } from './release.drift.ts'

const DriftState = builder.enumType('DriftState', {
  description: 'What a server really serves, compared with what is believed.',
  values: {
    SAME: { description: 'As it should be.' },
    DIFFERENT: { description: 'Something else is live.' },
    MISSING: { description: 'Nothing is live, although something should be.' },
    UNREACHABLE: { description: 'The server could not be asked.' },
  } as const,
})

const ServerDrift = builder.objectRef<Drift>('ServerDrift').implement({
  description: 'What one server of an environment really has.',
  fields: (t) => ({
    server: t.prismaField({
      type: 'Server',
      description: 'The server.',
      resolve: (query, drift, _args, { services }) =>
        services.database.prisma.server.findUniqueOrThrow({ ...query, where: { id: drift.serverId } }),
    }),
    state: t.expose('state', { type: DriftState, description: 'How it compares.' }),
    expectedDirectory: t.exposeString('expectedDirectory', {
      nullable: true,
      description: 'The directory of the live release; null when nothing was shipped yet.',
    }),
    liveDirectory: t.exposeString('liveDirectory', {
      nullable: true,
      description: 'What `current` points to; null: nothing, or it could not be read.',
    }),
    liveCommit: t.exposeString('liveCommit', { nullable: true, description: 'The commit that it says it holds.' }),
    message: t.exposeString('message', { nullable: true, description: 'What there is to say about it.' }),
  }),
})

builder.mutationField('checkDrift', (t) =>
  t.field({
    type: [ServerDrift],
    description: 'Asks every server of an environment what it serves. Changes nothing.',
    args: { environmentId: t.arg.id({ required: true, description: 'Of the environment.' }) },
    resolve: (_root, { environmentId }, context) =>
      context.services.releases.checkDrift(viewerOf(context), environmentId),
  }),
)
