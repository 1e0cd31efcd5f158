import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { FlowChange } from './flow-change.schema.ts'
import { changesBetween } from './flow-changes.ts'
import { FlowState } from './flow-enums.schema.ts'
import { FormField } from './flow-form.schema.ts'
import { FlowFinding, FlowLink, FlowNode } from './flow-parts.schema.ts'
import { definitionOf, type FlowVersionRow } from './flow-rows.ts'
import { mayDraw } from './flows.policy.ts'
import { formSchema } from './forms/form-schema.ts'

type Context = Parameters<typeof viewerOf>[0]
interface Row {
  id: string
  version: number
  draft: unknown
}

/** Versions by `<flow>:<number>`. */
const versions = batched(async (keys: string[], { services }) => {
  const wanted = keys.map((key) => {
    const [flowId = '', version] = key.split(':')
    return { flowId, version: Number(version) }
  })
  const found = await services.database.prisma.flowVersion.findMany({ where: { OR: wanted } })
  return new Map<string, FlowVersionRow>(found.map((one) => [`${one.flowId}:${one.version}`, one]))
})

const underWay = batched((flowIds: string[], context) =>
  context.services.flows.ticketsUnderWay(viewerOf(context), flowIds),
)

const EMPTY = { nodes: [], links: [], form: [] }

const newest = async (context: Context, { id, version }: Pick<Row, 'id' | 'version'>) =>
  (version > 0 && (await versions.load(context, `${id}:${version}`))) || null

/** The draft for those who draw; for the others what is published. */
async function shownOf(context: Context, flow: Row) {
  if (mayDraw(viewerOf(context))) return definitionOf(flow.draft as never)
  return definitionOf((await newest(context, flow))?.definition ?? EMPTY)
}

export const FlowVersion = builder.prismaObject('FlowVersion', {
  description: 'What was published. It never changes: tickets that began with it end with it.',
  select: { id: true, flowId: true, version: true, definition: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    version: t.exposeInt('version', { description: '1, 2, 3 …' }),
    title: t.exposeString('title', { description: "The flow's, then." }),
    publishedBy: t.relation('publishedBy', { description: 'Who published it.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', description: 'When.' }),
    nodes: t.field({
      type: [FlowNode],
      description: 'What happens.',
      resolve: ({ definition }) => definitionOf(definition).nodes,
    }),
    links: t.field({
      type: [FlowLink],
      description: 'The ways between the nodes.',
      resolve: ({ definition }) => definitionOf(definition).links,
    }),
    form: t.field({
      type: [FormField],
      description: 'What whoever opens a ticket fills in.',
      resolve: ({ definition }) => definitionOf(definition).form,
    }),
    formSchema: t.field({
      type: 'JSON',
      description: 'The form as JSON Schema (draft 2020-12): what page and server judge its values by.',
      resolve: ({ definition }) => formSchema(definitionOf(definition).form),
    }),
    changes: t.field({
      type: [FlowChange],
      description: 'What is different from the version before; of the first: from an empty flow.',
      resolve: async ({ flowId, version, definition }, _args, context) => {
        const before = await newest(context, { id: flowId, version: version - 1 })
        return changesBetween(definitionOf(before?.definition ?? EMPTY), definitionOf(definition))
      },
    }),
    definition: t.field({
      type: 'JSON',
      description: 'All of it as data: { nodes, links, form }.',
      resolve: ({ definition }) => definition,
    }),
  }),
})

const shownToAll = { id: true, version: true, draft: true } as const

export const Flow = builder.prismaObject('Flow', {
  description: 'How requests of one kind are decided, as people draw it.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    title: t.exposeString('title', { description: 'Unique.' }),
    description: t.exposeString('description', { description: 'What it is for; may be empty.' }),
    state: t.expose('state', { type: FlowState, description: 'Where it stands.' }),
    version: t.exposeInt('version', { description: 'The newest published one; 0: none yet.' }),
    revision: t.exposeInt('revision', { description: 'One more with each save.' }),
    owner: t.relation('owner', { description: 'Who began it; is told when nobody is left to decide.' }),
    savedBy: t.relation('savedBy', { nullable: true, description: 'Who saved the draft last.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    mayEdit: t.boolean({
      description: 'You may draw and publish it.',
      resolve: (_flow, _args, context) => mayDraw(viewerOf(context)),
    }),
    nodes: t.field({
      type: [FlowNode],
      description: 'What happens: of the draft, or for who does not draw of what is published.',
      select: shownToAll,
      resolve: async (flow, _args, context) => (await shownOf(context, flow)).nodes,
    }),
    links: t.field({
      type: [FlowLink],
      description: 'The ways between the nodes, of the same.',
      select: shownToAll,
      resolve: async (flow, _args, context) => (await shownOf(context, flow)).links,
    }),
    form: t.field({
      type: [FormField],
      description: 'What whoever opens a ticket fills in, of the same.',
      select: shownToAll,
      resolve: async (flow, _args, context) => (await shownOf(context, flow)).form,
    }),
    formSchema: t.field({
      type: 'JSON',
      description: 'The same form as JSON Schema (draft 2020-12).',
      select: shownToAll,
      resolve: async (flow, _args, context) => formSchema((await shownOf(context, flow)).form),
    }),
    definition: t.field({
      type: 'JSON',
      description:
        'All of it as data, for importFlow: { title, description, room, nodes, links, form }; a room by its name.',
      select: { ...shownToAll, title: true, description: true, room: { select: { name: true } } },
      resolve: async ({ title, description, room, ...flow }, _args, context) => ({
        ...{ title, description, room: room?.name ?? null },
        ...(await shownOf(context, flow)),
      }),
    }),
    findings: t.field({
      type: [FlowFinding],
      description: 'What stops the draft from being published, and warnings. Empty for who does not draw.',
      select: { id: true, draft: true },
      resolve: ({ id, draft }, _args, context) =>
        mayDraw(viewerOf(context)) ? context.services.flows.findingsIn(definitionOf(draft), id) : [],
    }),
    published: t.field({
      type: FlowVersion,
      nullable: true,
      description: 'What new tickets begin with; null: nothing was published yet.',
      select: shownToAll,
      resolve: (flow, _args, context) => newest(context, flow),
    }),
    changes: t.field({
      type: [FlowChange],
      description: 'What publishing the draft would change.',
      select: shownToAll,
      resolve: async (flow, _args, context) => {
        const published = definitionOf((await newest(context, flow))?.definition ?? EMPTY)
        return changesBetween(published, await shownOf(context, flow))
      },
    }),
    ticketsUnderWay: t.int({
      description: 'How many tickets through it are not over yet (RUNNING, SENT_BACK), of those that you may see.',
      resolve: async ({ id }, _args, context) => (await underWay.load(context, id)) ?? 0,
    }),
    versions: t.relation('versions', { query: { orderBy: { version: 'desc' } }, description: 'The newest first.' }),
  }),
})

/** After a change nothing that was read before counts. */
export const forgetVersions = (context: Context) => versions.forget(context)
