import { z } from 'zod'
import { block, id, line } from '../kernel/fields.ts'
import { condition } from './condition.input.ts'
import { nodeId, unique } from './definition-fields.ts'
import type { FlowDefinition, FlowLink } from './flow.definition.ts'
import { FLOW_LIMITS } from './flow-limits.ts'
import { formInput } from './form.input.ts'
import { nodeInput } from './node.input.ts'

const link = z
  .object({
    id: nodeId,
    from: nodeId,
    to: nodeId,
    condition: condition.nullish(),
    position: z.number().int().min(0).max(FLOW_LIMITS.links).nullish(),
  })
  .transform((given): FlowLink => ({ ...given, condition: given.condition ?? null, position: given.position ?? 0 }))

const sameId = 'This id is there already.'

/** What a flow is drawn of. A draft may be incomplete: only its shape and its size are judged here. */
const parts = {
  nodes: z
    .array(nodeInput)
    .max(FLOW_LIMITS.nodes, `A flow has at most ${FLOW_LIMITS.nodes} nodes. Split it.`)
    .superRefine(unique(({ id }) => id, sameId, ['id'])),
  links: z
    .array(link)
    .max(FLOW_LIMITS.links, `A flow has at most ${FLOW_LIMITS.links} links. Split it.`)
    .superRefine(unique(({ id }) => id, sameId, ['id'])),
  form: formInput,
}

/** A link between nodes that are there; anything else can't be drawn. */
const linksFit = (definition: FlowDefinition, context: z.RefinementCtx) => {
  const there = new Set(definition.nodes.map((node) => node.id))
  definition.links.forEach((one, index) => {
    for (const end of ['from', 'to'] as const) {
      if (there.has(one[end])) continue
      context.addIssue({ code: 'custom', path: ['links', index, end], message: 'There is no node with this id.' })
    }
  })
}

export const definitionInput = z.object(parts).superRefine(linksFit)

export type DefinitionInput = z.input<typeof definitionInput>

const flowTitle = line(120)

export const saveFlowInput = z
  .object({
    id: id.nullish(),
    title: flowTitle,
    description: block(2000)
      .nullish()
      .transform((text) => text ?? ''),
    ...parts,
    roomId: id.nullish(),
    revision: z.number().int().min(1).nullish(),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, 'Use 1 to 100 visible ASCII characters, such as a UUID.')
      .nullish(),
  })
  .superRefine(linksFit)
  .refine(({ id, revision }) => !id || revision, {
    path: ['revision'],
    message: 'Give the revision that you have seen last.',
  })

export type SaveFlowInput = z.input<typeof saveFlowInput>

/** What an export holds; what else stands there is not looked at. */
export const importedFlowInput = z
  .object(
    {
      title: flowTitle.nullish(),
      description: block(2000)
        .nullish()
        .transform((text) => text ?? ''),
      room: line(200).nullish(),
      ...parts,
    },
    'Give what was exported: an object with nodes, links and form.',
  )
  .superRefine(linksFit)

export const fileInput = z.object({
  name: line(200).transform((name) => name.split(/[\\/]/).at(-1)?.trim() || 'file'),
})

export const importedTitle = flowTitle.nullish()
