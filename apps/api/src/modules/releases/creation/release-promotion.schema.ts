import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { Release } from '../release.schema.ts'
import { answer } from '../release-answer.schema.ts'
import { shippingFields } from './shipping-fields.schema.ts'

const PromoteBuildInput = builder.inputType('PromoteBuildInput', {
  description: 'Which build to ship, where and when.',
  fields: (t) => ({
    buildId: t.id({ required: true, description: 'A build of the same project.' }),
    ...shippingFields(t),
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
