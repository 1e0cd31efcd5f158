import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { guardBuilds } from './builds.policy.ts'
import { Build } from './builds.schema.ts'

const BuildConnection = connectionOf('Build', Build)

builder.queryFields((t) => ({
  builds: t.field({
    type: BuildConnection,
    description: 'The builds of a project, the newest first.',
    args: {
      projectId: t.arg.id({ required: true, description: 'Of the project.' }),
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: (_root, { projectId, ...page }, context, info) => {
      guardBuilds(viewerOf(context), 'builds')
      const { prisma } = context.services.database
      const where = { projectId }
      const nothing = !isId(projectId)
      return readPage(page, {
        keyType: 'string',
        // Ids count up with time.
        find: async (after, take) =>
          nothing || (after !== null && !isId(after))
            ? []
            : prisma.build.findMany({
                ...queryFromInfo({ context, info, paths: nodePaths }),
                where: after === null ? where : { ...where, id: { lt: after } },
                orderBy: { id: 'desc' },
                take,
              }),
        keyOf: (build) => build.id,
        count: async () => (nothing ? 0 : prisma.build.count({ where })),
      })
    },
  }),
  build: t.prismaField({
    type: Build,
    nullable: true,
    description: 'One build; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the build.' }) },
    resolve: (query, _root, { id }, context) => {
      guardBuilds(viewerOf(context), 'build')
      return isId(id) ? context.services.database.prisma.build.findUnique({ ...query, where: { id } }) : null
    },
  }),
}))
