import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { shippingFields } from './creation/shipping-fields.schema.ts'
import { guardReleases } from './release.policy.ts'
import { Release } from './release.schema.ts'
import { answer } from './release-answer.schema.ts'
import { ReleaseStatus } from './release-enums.schema.ts'
import { OutputChunk } from './release-events.schema.ts'
import { latestOfProjects, previousReleases, queues } from './release-loaders.schema.ts'

export const ReleaseConnection = connectionOf('Release', Release)

export const OutputPage = builder
  .objectRef<{ chunks: (typeof OutputChunk.$inferType)[]; headSeq: number }>('OutputPage')
  .implement({
    description: 'A page of stored output.',
    fields: (t) => ({
      chunks: t.expose('chunks', { type: [OutputChunk], description: 'In their order. Empty: that is all so far.' }),
      headSeq: t.exposeInt('headSeq', { description: 'The last piece there is, of all steps.' }),
    }),
  })

builder.queryFields((t) => ({
  releases: t.field({
    type: ReleaseConnection,
    description: 'Releases, the newest first.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      projectId: t.arg.id({ description: 'Only of this project.' }),
      environmentId: t.arg.id({ description: 'Only of this environment.' }),
      status: t.arg({ type: ReleaseStatus, description: 'Only those that stand so.' }),
    },
    resolve: (_root, { projectId, environmentId, status, ...page }, context, info) => {
      guardReleases(viewerOf(context), 'release')
      const { prisma } = context.services.database
      const where = {
        ...(environmentId != null ? { environmentId } : {}),
        ...(projectId != null ? { environment: { projectId } } : {}),
        ...(status != null ? { status } : {}),
      }
      // An id that we never gave out finds nothing; the database must not be asked with what is not even text for it.
      const nothing = [projectId, environmentId].some((one) => one != null && !isId(one))
      return readPage(page, {
        keyType: 'number',
        find: async (after, take) =>
          nothing
            ? []
            : prisma.release.findMany({
                ...queryFromInfo({ context, info, paths: nodePaths }),
                where: after === null ? where : { AND: [where, { number: { lt: after } }] },
                orderBy: { number: 'desc' },
                take,
              }),
        keyOf: (release) => release.number,
        count: async () => (nothing ? 0 : prisma.release.count({ where })),
      })
    },
  }),
  release: t.prismaField({
    type: Release,
    nullable: true,
    description: 'One release; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the release.' }) },
    resolve: (query, _root, { id }, context) => {
      guardReleases(viewerOf(context), 'release')
      return isId(id) ? context.services.database.prisma.release.findUnique({ ...query, where: { id } }) : null
    },
  }),
  releaseOutput: t.field({
    type: OutputPage,
    description: 'Stored output, page by page; the subscription of the same name goes on from there.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      stepKey: t.arg.string({ description: 'Only this step; null: all of them.' }),
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: '1 to 1000, 200 if left out. Very long pieces make a page shorter.' }),
    },
    resolve: (_root, args, context) => context.services.releases.releaseOutput(viewerOf(context), args),
  }),
}))

const CreateReleaseInput = builder.inputType('CreateReleaseInput', {
  description: 'What to ship, where and when.',
  fields: (t) => ({
    ...shippingFields(t),
    revision: t.string({ required: true, description: 'A branch, a tag or a commit; looked up now, once.' }),
  }),
})

builder.mutationFields((t) => ({
  createRelease: t.prismaField({
    type: Release,
    description:
      'Ships a revision. LOCKED while a person has locked the environment; queued behind a release that runs, and until no freeze and no window holds it (`hold`).',
    args: { input: t.arg({ type: CreateReleaseInput, required: true, description: 'What, where and when.' }) },
    resolve: (query, _root, { input }, context) =>
      answer(context, query, context.services.releases.createRelease(viewerOf(context), input)),
  }),
  cancelRelease: t.prismaField({
    type: Release,
    description: 'Stops a release. CONFLICT when it has ended.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the release.' }),
      keep: t.arg.boolean({
        description: 'Servers that already switched keep it; false: they go back to what they had. Left out: true.',
      }),
    },
    resolve: (query, _root, { id, keep }, context) =>
      answer(context, query, context.services.releases.cancelRelease(viewerOf(context), id, { keep: keep ?? true })),
  }),
  retryRelease: t.prismaField({
    type: Release,
    description: 'A new release of the same build to the servers that failed. CONFLICT when there are none.',
    args: { id: t.arg.id({ required: true, description: 'Of the release that failed or was cancelled.' }) },
    resolve: (query, _root, { id }, context) =>
      answer(context, query, context.services.releases.retryRelease(viewerOf(context), id)),
  }),
  rollBack: t.prismaField({
    type: Release,
    description: 'A new release that puts an earlier one back: its commit, build and directory.',
    args: {
      environmentId: t.arg.id({ required: true, description: 'Of the environment.' }),
      toReleaseId: t.arg.id({
        description: 'Left out: the last one that succeeded before the live one and is not marked as bad.',
      }),
      force: t.arg.boolean({ description: 'Also to the one named when it is marked as bad. Left out: false.' }),
    },
    resolve: (query, _root, { environmentId, toReleaseId, force }, context) =>
      answer(
        context,
        query,
        context.services.releases.rollBack(viewerOf(context), environmentId, toReleaseId ?? null, {
          force: force ?? false,
        }),
      ),
  }),
}))

builder.prismaObjectFields('Environment', (t) => ({
  liveRelease: t.relation('liveRelease', {
    nullable: true,
    description: 'The newest release that a server here was seen to serve.',
  }),
  previousRelease: t.prismaField({
    type: Release,
    nullable: true,
    description: 'What rollBack puts back when it is not told; null: nothing succeeded before what is live.',
    select: { id: true },
    resolve: async (query, environment, _args, context) => {
      const id = await previousReleases.load(context, environment.id)
      return id ? context.services.database.prisma.release.findUnique({ ...query, where: { id } }) : null
    },
  }),
  queue: t.prismaField({
    type: [Release],
    description: 'Running and queued releases, in the order in which they run.',
    select: { id: true },
    resolve: async (query, environment, _args, context) => {
      const ids = (await queues.load(context, environment.id)) ?? []
      if (ids.length === 0) return []
      const rows = await context.services.database.prisma.release.findMany({ ...query, where: { id: { in: ids } } })
      return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    },
  }),
}))

builder.prismaObjectField('Project', 'lastRelease', (t) =>
  t.prismaField({
    type: Release,
    nullable: true,
    description: 'The newest release of any of its environments.',
    select: { id: true },
    resolve: async (query, project, _args, context) => {
      const id = await latestOfProjects.load(context, project.id)
      return id ? context.services.database.prisma.release.findUnique({ ...query, where: { id } }) : null
    },
  }),
)
