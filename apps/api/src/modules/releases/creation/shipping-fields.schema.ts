import type { builder } from '../../../graphql/builder.ts'
import { RolloutInput } from '../../environments/rollout.setting.schema.ts'

type InputFields = PothosSchemaTypes.InputFieldBuilder<(typeof builder)['$inferSchemaTypes'], 'InputObject'>

/** Where and when something is shipped: the same whether a revision is named or a build. */
export const shippingFields = (t: InputFields) => ({
  environmentId: t.id({ required: true, description: 'Where it goes.' }),
  scheduledAt: t.field({
    type: 'DateTime',
    description: 'Begin then, at most a year ahead; left out: as soon as possible.',
  }),
  note: t.string({ description: 'For people; at most 2000 characters.' }),
  failIfHeld: t.boolean({
    description: 'FROZEN instead of a release that waits, when a freeze or a window would hold it. Left out: false.',
  }),
  rollout: t.field({ type: RolloutInput, description: "Instead of the environment's, for this release alone." }),
  clientId: t.string({
    description: 'Any id of your own: the same one again answers the first release instead of a second one.',
  }),
})
