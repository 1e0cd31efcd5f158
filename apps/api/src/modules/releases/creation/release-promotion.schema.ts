import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { RolloutInput } from '../../environments/rollout.setting.schema.ts'
import { Release } from '../release.schema.ts'
import { answer } from '../release-answer.schema.ts'

const PromoteBuildInput = builder.inputType('PromoteBuildInput', {
  description: 'Which build to ship, where and when.',
  fields: (t) => ({
    buildId: t.id({ required: true, description: 'A build of the same project.' }),
    environmentId: t.id({ required: true, description: 'Where it goes.' }),
    scheduledAt: t.field({
      type: 'DateTime',
      description: 'Begin then, at most a year ahead; left out: as soon as possible.',
    }),
    note: t.string({ description: 'For people; at most 2000 characters.' }),
    failIfHeld: t.boolean({
      description: 'FROZEN instead of a release that waits, when a freeze or a window would hold it. Left out: false.',
    }),
    clientId: t.string({
      description: 'Any id of your own: the same one again answers the first release instead of a second one.',
    }),
    rollout: t.field({ type: RolloutInput, description: "Instead of the environment's, for this release alone." }),
  }),
})

builder.mutationField('promoteBuild', (t) =>
  t.prismaField({
    type: Release,
    description:
      'Ships the very bytes of an existing build, whatever they were made for: nothing is fetched, built or packed. CONFLICT ' +
      "when no worker has them any more, LOCKED as for createRelease. The environment's own commands on the servers run as always.",
    args: { input: t.arg({ type: PromoteBuildInput, required: true, description: 'What, where and when.' }) },
    resolve: (query, _root, { input }, context) =>
      answer(context, query, context.services.releases.promoteBuild(viewerOf(context), input)),
  }),
)
