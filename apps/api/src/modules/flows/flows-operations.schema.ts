import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { isId } from '../kernel/fields.ts'
import { FlowDefinitionInput, SaveFlowInput } from './flow-inputs.schema.ts'
import { FlowFinding } from './flow-parts.schema.ts'
import type { DefinitionInput, SaveFlowInput as Save } from './flows.input.ts'
import { guardFlows, visibleTo } from './flows.policy.ts'
import { Flow, forgetVersions } from './flows.schema.ts'

const id = { required: true, description: 'Of the flow.' } as const

async function answer<Q extends object>(context: Context, query: Q, changed: Promise<{ id: string }>) {
  const { id } = await changed
  forgetVersions(context)
  return context.services.database.prisma.flow.findUniqueOrThrow({ ...query, where: { id } })
}

builder.queryFields((t) => ({
  flows: t.prismaField({
    type: [Flow],
    description: 'Flows by title: published and retired ones, and drafts for those who draw.',
    resolve: (query, _root, _args, context) => {
      const viewer = viewerOf(context)
      guardFlows(viewer, 'flows')
      return context.services.database.prisma.flow.findMany({
        ...query,
        where: visibleTo(viewer),
        orderBy: { title: 'asc' },
      })
    },
  }),
  flow: t.prismaField({
    type: Flow,
    nullable: true,
    description: 'One flow; null when there is none with this id that you may see.',
    args: { id: t.arg.id(id) },
    resolve: (query, _root, args, context) => {
      const viewer = viewerOf(context)
      guardFlows(viewer, 'flow')
      const where = { id: args.id, ...visibleTo(viewer) }
      return isId(args.id) ? context.services.database.prisma.flow.findFirst({ ...query, where }) : null
    },
  }),
  checkFlow: t.field({
    type: [FlowFinding],
    description: 'What would stop a flow, saved or not, from being published, and warnings. Changes nothing.',
    args: { input: t.arg({ type: FlowDefinitionInput, required: true, description: 'The flow.' }) },
    resolve: (_root, { input }, context) =>
      context.services.flows.checkFlow(viewerOf(context), input as unknown as DefinitionInput),
  }),
}))

builder.mutationFields((t) => ({
  saveFlow: t.prismaField({
    type: Flow,
    description: 'Makes a draft, or replaces one. It may be incomplete: see its findings.',
    args: { input: t.arg({ type: SaveFlowInput, required: true, description: 'All of the draft.' }) },
    resolve: (query, _root, { input }, context) =>
      answer(context, query, context.services.flows.saveFlow(viewerOf(context), input as unknown as Save)),
  }),
  importFlow: t.prismaField({
    type: Flow,
    description: 'Makes a draft of what `Flow.definition` told, here or elsewhere. Unknown people are left out.',
    args: {
      definition: t.arg({ type: 'JSON', required: true, description: '{ title, description, nodes, links, form }' }),
      title: t.arg.string({ description: 'Instead of the one in the definition.' }),
    },
    resolve: (query, _root, { definition, title }, context) =>
      answer(context, query, context.services.flows.importFlow(viewerOf(context), definition, title ?? null)),
  }),
  publishFlow: t.prismaField({
    type: Flow,
    description:
      'Makes a version of the draft, which new tickets begin with. BAD_USER_INPUT with `fields` (nodes.<id>, links.<id>, form.<name>) and `findings` while something is wrong. What is published already stays as it is.',
    args: {
      id: t.arg.id(id),
      revision: t.arg.int({ description: 'Only when the draft is still this one; else CONFLICT.' }),
    },
    resolve: (query, _root, { id, revision }, context) =>
      answer(context, query, context.services.flows.publishFlow(viewerOf(context), id, revision ?? null)),
  }),
  retireFlow: t.prismaField({
    type: Flow,
    description: 'It takes no new tickets; those that run finish.',
    args: { id: t.arg.id(id) },
    resolve: (query, _root, { id }, context) =>
      answer(context, query, context.services.flows.retireFlow(viewerOf(context), id)),
  }),
  restoreFlow: t.prismaField({
    type: Flow,
    description: 'A retired one takes tickets again.',
    args: { id: t.arg.id(id) },
    resolve: (query, _root, { id }, context) =>
      answer(context, query, context.services.flows.restoreFlow(viewerOf(context), id)),
  }),
  removeFlow: t.id({
    description: 'Removes a draft that was never published.',
    args: { id: t.arg.id(id) },
    resolve: async (_root, { id }, context) => {
      await context.services.flows.removeFlow(viewerOf(context), id)
      return id
    },
  }),
}))
