import { broadcastable } from '../../../graphql/broadcastable.ts'
import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import type { ProbeFrame as Frame, ProbeSample as Sample } from '../live/live-probes.ts'

const ProbeSample = builder.objectRef<Sample>('ProbeSample').implement({
  description: 'What a probe said last.',
  fields: (t) => ({
    probeId: t.exposeID('probeId', { extensions: broadcastable, description: 'Of the probe.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      extensions: broadcastable,
      description: 'The newest number; null: there was none so far.',
    }),
    sampledAt: t.expose('sampledAt', {
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'When there was a number last.',
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      extensions: broadcastable,
      description: 'Why the last try gave no number; null: it did.',
    }),
  }),
})

const ProbeFrame = builder.objectRef<Frame>('ProbeFrame').implement({
  description: 'The probes of an environment at a moment. Each one replaces the one before.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', extensions: broadcastable, description: 'When it was put together.' }),
    probes: t.expose('probes', {
      type: [ProbeSample],
      extensions: broadcastable,
      description: 'All probes that the environment has, by name.',
    }),
  }),
})

builder.subscriptionField('probeMetrics', (t) =>
  t.field({
    type: ProbeFrame,
    description:
      "The newest values of an environment's probes: at once, then as they come, at most twice a second; who reads slowly gets the newest. They are not asked more often because of it.",
    args: { environmentId: t.arg.id({ required: true, description: 'Of the environment.' }) },
    extensions: broadcastable,
    subscribe: (_root, { environmentId }, context) =>
      context.services.metrics.followProbes(viewerOf(context), environmentId, context.signal),
    resolve: (frame) => frame,
  }),
)
