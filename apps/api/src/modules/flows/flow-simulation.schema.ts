import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { EndOutcome } from './flow-enums.schema.ts'
import { FlowDefinitionInput } from './flow-inputs.schema.ts'
import { FlowFinding } from './flow-parts.schema.ts'
import type { DefinitionInput } from './flows.input.ts'
import type { Simulation } from './simulation/simulate.ts'
import type { SimulatedStep } from './simulation/simulated.step.ts'

const User = modelType('User')

const SimulationBlocker = builder.enumType('SimulationBlocker', {
  description: 'What could keep a ticket waiting at a node.',
  values: {
    NOBODY_TO_ASK: { description: 'Its sources name nobody now.' },
    ONLY_SELF: { description: 'They name only people who may not approve it.' },
    TOO_FEW_PEOPLE: { description: 'They name fewer than the rule needs.' },
    NO_DEADLINE: { description: 'Nothing happens by itself if nobody answers.' },
  } as const,
})

const SimulatedStepType = builder.objectRef<SimulatedStep>('SimulatedStep').implement({
  description: 'A node that a ticket would come to.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { description: 'The node.' }),
    users: t.field({
      type: [User],
      description: 'Who would be asked, or told.',
      resolve: ({ people }, _args, { services }) =>
        Promise.all(
          people
            .filter(({ userId }) => !userId.startsWith('somebody/'))
            .map(({ userId }) => services.accounts.person(userId)),
        ),
    }),
    need: t.exposeInt('need', { nullable: true, description: 'How many must approve; null: it is no approval.' }),
    blockers: t.field({
      type: [SimulationBlocker],
      description: 'What could keep it waiting.',
      resolve: ({ blockers }) => blockers,
    }),
  }),
})

const FlowSimulation = builder.objectRef<Simulation>('FlowSimulation').implement({
  description: 'What would become of a ticket if everybody who is asked approved.',
  fields: (t) => ({
    errors: t.field({
      type: [FlowFinding],
      description: 'What leaves open where it goes on: then nothing was simulated.',
      resolve: ({ errors }) => errors,
    }),
    steps: t.field({
      type: [SimulatedStepType],
      description: 'The nodes in the order in which it would come to them.',
      resolve: ({ steps }) => steps,
    }),
    takenLinkIds: t.exposeIDList('takenLinkIds', { description: 'The links that it would follow.' }),
    outcome: t.field({
      type: EndOutcome,
      nullable: true,
      description: 'How it would end; null: nothing was simulated, or it would wait for ever.',
      resolve: ({ outcome }) => (outcome === 'APPROVED' || outcome === 'REJECTED' ? outcome : null),
    }),
  }),
})

const SimulateFlowInput = builder.inputType('SimulateFlowInput', {
  description: 'A flow, saved or not, and a sample form.',
  fields: (t) => ({
    flow: t.field({ type: FlowDefinitionInput, required: true, description: 'The flow.' }),
    form: t.field({ type: 'JSON', required: true, description: 'The answers by the names of the fields.' }),
    initiatorId: t.id({ description: 'Who would open it; you if left out.' }),
  }),
})

builder.queryField('simulateFlow', (t) =>
  t.field({
    type: FlowSimulation,
    description: 'What would become of a ticket. Judged by what judges real ones; nothing is written.',
    args: { input: t.arg({ type: SimulateFlowInput, required: true, description: 'The flow and a sample.' }) },
    resolve: (_root, { input }, context) =>
      context.services.flows.simulateFlow(viewerOf(context), {
        ...(input.flow as unknown as DefinitionInput),
        values: input.form,
        initiatorId: input.initiatorId,
      }),
  }),
)
