import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { isId } from '../kernel/fields.ts'
import type { HookRule as Rule } from './incoming.input.ts'
import { guardIncoming } from './incoming.policy.ts'

const HookProvider = builder.enumType('HookProvider', {
  description: 'Who tells of pushes.',
  values: {
    GITHUB: { description: 'GitHub: `X-Hub-Signature-256`.' },
    GITLAB: { description: 'GitLab: `X-Gitlab-Token`.' },
    GITEA: { description: 'Gitea or Forgejo: `X-Gitea-Signature`.' },
    GITEE: { description: 'Gitee: `X-Gitee-Token`, the password or the signature.' },
    PLAIN: { description: 'Anything else: `X-Sendoff-Signature`.' },
  } as const,
})

const HookRuleKind = builder.enumType('HookRuleKind', {
  description: 'What a rule is about.',
  values: { BRANCH: { description: 'Pushes to branches.' }, TAG: { description: 'New tags.' } } as const,
})

const HookRule = builder.objectRef<Rule>('HookRule').implement({
  description: 'What ships where.',
  fields: (t) => ({
    kind: t.expose('kind', { type: HookRuleKind, description: 'What it is about.' }),
    pattern: t.exposeString('pattern', { description: 'Such as `main`, `release/*` or `v**`.' }),
    environment: t.prismaField({
      type: modelType('Environment'),
      nullable: true,
      description: 'Where it ships; null when it was removed.',
      resolve: (query, { environmentId }, _args, { services }) =>
        services.database.prisma.environment.findUnique({ ...query, where: { id: environmentId } }),
    }),
  }),
})

const HookRuleInput = builder.inputType('HookRuleInput', {
  description: 'What ships where.',
  fields: (t) => ({
    kind: t.field({ type: HookRuleKind, required: true, description: 'What it is about.' }),
    pattern: t.string({ required: true, description: '`*` is anything but `/`, `**` anything, `?` one character.' }),
    environmentId: t.id({ required: true, description: 'Of the project.' }),
  }),
})

const ArrivalOutcome = builder.enumType('ArrivalOutcome', {
  description: 'What became of a message.',
  values: {
    ACCEPTED: { description: 'It made a release, or had made it before.' },
    IGNORED: { description: 'There was nothing to do.' },
    REFUSED: { description: 'It was not believed, or no release could be made.' },
  } as const,
})

const HookArrival = builder.prismaObject('HookArrival', {
  description: 'A message that came to an incoming webhook.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    outcome: t.expose('outcome', { type: ArrivalOutcome, description: 'What became of it.' }),
    message: t.exposeString('message', { description: 'Why, in a sentence.' }),
    event: t.exposeString('event', { nullable: true, description: 'What its sender called it.' }),
    ref: t.exposeString('ref', { nullable: true, description: 'The branch or the tag.' }),
    commit: t.exposeString('commit', { nullable: true, description: 'What was pushed.' }),
    releaseIds: t.exposeStringList('releaseIds', { description: 'The releases that it made.' }),
    releases: t.prismaField({
      type: [modelType('Release')],
      description: 'The same, as far as they still are.',
      resolve: async (query, { releaseIds }, _args, { services }) => {
        const { release } = services.database.prisma
        // One statement for all arrivals of a list: the client gathers what is looked up by id.
        const found = await Promise.all(releaseIds.map((id) => release.findUnique({ ...query, where: { id } })))
        return found.filter((each) => each !== null)
      },
    }),
  }),
})

const IncomingHook = builder.prismaObject('IncomingHook', {
  description: 'Where the host of a repository tells of pushes: `POST /hooks/<id>`.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Part of its address.' }),
    name: t.exposeString('name', { description: 'Unique in the project.' }),
    provider: t.expose('provider', { type: HookProvider, description: 'Who tells.' }),
    rules: t.field({
      type: [HookRule],
      description: 'What ships where.',
      resolve: ({ rules }) => rules as unknown as Rule[],
    }),
    enabled: t.exposeBoolean('enabled', { description: 'It takes messages.' }),
    createdBy: t.relation('createdBy', { description: 'In whose name, and with whose rights, it makes releases.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    arrivals: t.relation('arrivals', {
      query: { orderBy: { id: 'desc' }, take: 100 },
      description: 'What came, the newest first; the last hundred.',
    }),
    lastArrival: t.field({
      type: HookArrival,
      nullable: true,
      description: 'The newest of them; null: nothing came yet.',
      select: { arrivals: { take: 1, orderBy: { id: 'desc' } } },
      resolve: ({ arrivals }) => arrivals[0] ?? null,
    }),
  }),
})
const NewSecret = builder.objectRef<{ id: string; secret: string }>('IncomingHookSecret').implement({
  description: 'A hook with its secret, which is shown only now.',
  fields: (t) => ({
    secret: t.exposeString('secret', { description: 'For the settings of the repository.' }),
    hook: t.prismaField({
      type: IncomingHook,
      description: 'The hook.',
      resolve: (query, { id }, _args, { services }) =>
        services.database.prisma.incomingHook.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
})

builder.queryField('incomingHooks', (t) =>
  t.prismaField({
    type: [IncomingHook],
    description: 'The incoming webhooks of a project, by name. Needs OPERATOR.',
    args: { projectId: t.arg.id({ required: true, description: 'Of the project.' }) },
    resolve: (query, _root, { projectId }, context) => {
      guardIncoming(viewerOf(context), 'incomingHooks')
      if (!isId(projectId)) return []
      const { prisma } = context.services.database
      return prisma.incomingHook.findMany({ ...query, where: { projectId }, orderBy: { name: 'asc' } })
    },
  }),
)

builder.queryField('incomingHook', (t) =>
  t.prismaField({
    type: IncomingHook,
    nullable: true,
    description: 'An incoming webhook. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the hook.' }) },
    resolve: (query, _root, { id }, context) => {
      guardIncoming(viewerOf(context), 'incomingHook')
      return isId(id) ? context.services.database.prisma.incomingHook.findUnique({ ...query, where: { id } }) : null
    },
  }),
)

const AddInput = builder.inputType('AddIncomingHookInput', {
  description: 'An incoming webhook.',
  fields: (t) => ({
    projectId: t.id({ required: true, description: 'Of the project.' }),
    name: t.string({ required: true, description: 'At most 60 characters; unique in the project.' }),
    provider: t.field({ type: HookProvider, required: true, description: 'Who tells.' }),
    rules: t.field({ type: [HookRuleInput], required: true, description: 'What ships where: 1 to 20.' }),
  }),
})
const UpdateInput = builder.inputType('UpdateIncomingHookInput', {
  description: 'What is left out stays.',
  fields: (t) => ({
    name: t.string({ description: 'At most 60 characters.' }),
    rules: t.field({ type: [HookRuleInput], description: 'Replaces all of them.' }),
    enabled: t.boolean({ description: 'Whether it takes messages.' }),
  }),
})

const idArg = { required: true, description: 'Of the hook.' } as const
builder.mutationFields((t) => ({
  addIncomingHook: t.field({
    type: NewSecret,
    description: 'Adds an incoming webhook; its releases are made in your name. Needs OPERATOR.',
    args: { input: t.arg({ type: AddInput, required: true, description: 'The hook.' }) },
    resolve: (_root, { input }, context) => context.services.incoming.addIncomingHook(viewerOf(context), input),
  }),
  updateIncomingHook: t.prismaField({
    type: IncomingHook,
    description: 'Changes an incoming webhook. Needs OPERATOR.',
    args: { id: t.arg.id(idArg), input: t.arg({ type: UpdateInput, required: true, description: 'What to change.' }) },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.incoming.updateIncomingHook(viewerOf(context), id, input)
      return context.services.database.prisma.incomingHook.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  renewIncomingSecret: t.field({
    type: NewSecret,
    description: 'Gives a hook a new secret; the former one is refused from now on. Needs OPERATOR.',
    args: { id: t.arg.id(idArg) },
    resolve: (_root, { id }, context) => context.services.incoming.renewIncomingSecret(viewerOf(context), id),
  }),
  removeIncomingHook: t.id({
    description: 'Removes an incoming webhook. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id(idArg) },
    resolve: async (_root, { id }, context) => {
      await context.services.incoming.removeIncomingHook(viewerOf(context), id)
      return id
    },
  }),
}))
