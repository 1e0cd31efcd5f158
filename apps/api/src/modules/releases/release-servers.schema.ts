import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { ReleaseTarget } from './creation/release-plan.schema.ts'
import { guardReleases } from './release.policy.ts'
import { targetOn } from './release-loaders.schema.ts'
import { ReleaseConnection } from './release-operations.schema.ts'

builder.prismaObjectField('Release', 'target', (t) =>
  t.field({
    type: ReleaseTarget,
    nullable: true,
    description: 'How it stands on one server; null when it does not go there.',
    args: { serverId: t.arg.id({ required: true, description: 'Of the server.' }) },
    select: { id: true },
    resolve: ({ id }, { serverId }, context) => (isId(serverId) ? targetOn(context, id, serverId) : null),
  }),
)

builder.prismaObjectField(modelType('Server'), 'releases', (t) =>
  t.field({
    type: ReleaseConnection,
    description: 'Releases that went to it, in any environment, the newest first; `target` tells how each went there.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    select: { id: true },
    resolve: ({ id }, page, context, info) => {
      guardReleases(viewerOf(context), 'release')
      const { prisma } = context.services.database
      const where = { targets: { some: { serverKey: id } } }
      return readPage(page, {
        keyType: 'number',
        find: (after, take) =>
          prisma.release.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            where: after === null ? where : { AND: [where, { number: { lt: after } }] },
            orderBy: { number: 'desc' },
            take,
          }),
        keyOf: (release) => release.number,
        count: () => prisma.release.count({ where }),
      })
    },
  }),
)
