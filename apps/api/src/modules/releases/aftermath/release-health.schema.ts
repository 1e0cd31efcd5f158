import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { mayShipTo } from '../release.policy.ts'
import { Release } from '../release.schema.ts'
import { answer } from '../release-answer.schema.ts'
import { WayBack } from '../release-enums.schema.ts'
import { releaseNow } from '../release-loaders.schema.ts'

builder.prismaObjectFields('Release', (t) => ({
  badAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it was marked as bad: nobody should go back to it. Null: it is not.',
    resolve: async (release, _args, context) => (await releaseNow(context, release)).badAt,
  }),
  badReason: t.string({
    nullable: true,
    description: 'Why it is marked as bad.',
    resolve: async (release, _args, context) => (await releaseNow(context, release)).badReason,
  }),
  badBy: t.field({
    type: modelType('User'),
    nullable: true,
    description: 'Who marked it as bad; null: Sendoff itself, because it failed and went back.',
    resolve: async (release, _args, context) => {
      const { badById } = await releaseNow(context, release)
      const { prisma } = context.services.database
      return badById === null ? null : ((await prisma.user.findUnique({ where: { id: badById } })) as never)
    },
  }),
  wayBack: t.field({
    type: WayBack,
    nullable: true,
    description: 'How putting servers back to what they had went; null: none had to go back.',
    resolve: async (release, _args, context) => (await releaseNow(context, release)).wayBack,
  }),
  canMark: t.boolean({
    description: 'You may mark it as bad, or take the mark off.',
    resolve: async (release, _args, context) => {
      const now = await releaseNow(context, release)
      return now.finishedAt !== null && mayShipTo(viewerOf(context), now.environment)
    },
  }),
}))

builder.mutationField('markRelease', (t) =>
  t.prismaField({
    type: Release,
    description:
      'Marks a release as bad, or takes the mark off: rollBack then passes it by. CONFLICT while it has not ended.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the release.' }),
      bad: t.arg.boolean({ required: true, description: 'Whether nobody should go back to it.' }),
      reason: t.arg.string({ description: 'For the others; needed to mark it, at most 300 characters.' }),
    },
    resolve: (query, _root, { id, bad, reason }, context) =>
      answer(context, query, context.services.releases.markRelease(viewerOf(context), id, { bad, reason })),
  }),
)
