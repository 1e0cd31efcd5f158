import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { guardEnvironments } from './environments.policy.ts'

const EnvironmentConnection = connectionOf('Environment', modelType('Environment'))

builder.queryField('environments', (t) =>
  t.field({
    type: EnvironmentConnection,
    description: 'The environments of all projects, in the order in which they were added.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: (_root, args, context, info) => {
      guardEnvironments(viewerOf(context), 'environment')
      const { prisma } = context.services.database
      return readPage(args, {
        keyType: 'string',
        find: (after, take) =>
          prisma.environment.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            where: after === null ? {} : { id: { gt: after } },
            orderBy: { id: 'asc' },
            take,
          }),
        keyOf: (environment) => environment.id,
        count: () => prisma.environment.count(),
      })
    },
  }),
)
