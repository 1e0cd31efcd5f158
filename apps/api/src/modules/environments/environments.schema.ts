import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { isId } from '../kernel/fields.ts'
import { EnvironmentInput, EnvironmentKind, FailurePolicy, VariableScope } from './environment-input.schema.ts'

builder.prismaObject('EnvironmentVariable', {
  name: 'Variable',
  description: 'A variable that commands see.',
  select: { environmentId: true, name: true, since: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As the command sees it.' }),
    secret: t.exposeBoolean('secret', { description: 'Its value is never shown.' }),
    value: t.exposeString('value', { nullable: true, description: 'Null for secrets.' }),
    scope: t.expose('scope', { type: VariableScope, description: 'Which commands see it.' }),
  }),
})

interface Lock {
  reason: string
  lockedById: string | null
  releaseId: string | null
  lockedAt: Date
  until: Date | null
}

const EnvironmentLock = builder.objectRef<Lock>('EnvironmentLock').implement({
  description:
    'A lock on an environment: releases wait. A person hung it there, or Sendoff itself after a release went back.',
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'Why, in their words.' }),
    by: t.prismaField({
      type: 'User',
      nullable: true,
      description: 'Who locked it; null: Sendoff itself, or somebody who is gone.',
      resolve: (query, { lockedById }, _args, { services }) =>
        lockedById === null ? null : services.database.prisma.user.findUnique({ ...query, where: { id: lockedById } }),
    }),
    release: t.prismaField({
      type: 'Release',
      nullable: true,
      description:
        'The release that failed and went back, for which Sendoff itself locked it; null for a lock of a person.',
      resolve: (query, { releaseId }, _args, { services }) =>
        releaseId === null ? null : services.database.prisma.release.findUnique({ ...query, where: { id: releaseId } }),
    }),
    lockedAt: t.expose('lockedAt', { type: 'DateTime', description: 'Since when.' }),
    until: t.expose('until', { type: 'DateTime', nullable: true, description: 'When it ends by itself; null: never.' }),
  }),
})

builder.prismaObject('Environment', {
  description: 'Where a project runs: servers, a path on them, commands and limits.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'Unique in the project.' }),
    kind: t.expose('kind', { type: EnvironmentKind, description: 'Who may ship here.' }),
    path: t.exposeString('path', {
      description: 'The directory on the servers; releases, shared and current lie in it.',
    }),
    project: t.relation('project', { description: 'What runs here.' }),
    servers: t.field({
      type: [modelType('Server')],
      description: 'Where it runs, in the order of the setting.',
      select: (_args, _context, nested) => ({
        servers: { orderBy: { position: 'asc' }, select: { server: nested(true) } },
      }),
      resolve: (environment) => environment.servers.map((link) => link.server as never),
    }),
    afterFetchCommand: t.exposeString('afterFetchCommand', {
      nullable: true,
      description: 'On the controller, before the build.',
    }),
    buildCommand: t.exposeString('buildCommand', {
      nullable: true,
      description: 'On the controller, in the exported tree.',
    }),
    beforeUploadCommand: t.exposeString('beforeUploadCommand', {
      nullable: true,
      description: 'On the worker, in the built tree, before it is packed.',
    }),
    afterUploadCommand: t.exposeString('afterUploadCommand', {
      nullable: true,
      description: 'On each server, in the new directory, before the switch.',
    }),
    restartCommand: t.exposeString('restartCommand', {
      nullable: true,
      description: 'On each server, after the switch.',
    }),
    checkCommand: t.exposeString('checkCommand', { nullable: true, description: 'On each server, last.' }),
    sharedPaths: t.exposeStringList('sharedPaths', { description: 'Kept over releases; directories end in /.' }),
    keepReleases: t.exposeInt('keepReleases', { description: 'How many releases stay on the servers.' }),
    concurrency: t.exposeInt('concurrency', { description: 'How many servers at once.' }),
    onFailure: t.expose('onFailure', { type: FailurePolicy, description: 'What to do when a server fails.' }),
    idleTimeoutSeconds: t.exposeInt('idleTimeoutSeconds', {
      description: 'A command that prints nothing for so long is ended.',
    }),
    totalTimeoutSeconds: t.exposeInt('totalTimeoutSeconds', { description: 'A command that takes so long is ended.' }),
    variables: t.relation('variables', {
      query: { where: { until: null }, orderBy: { name: 'asc' } },
      description: 'What commands see, by name.',
    }),
    lock: t.field({
      type: EnvironmentLock,
      nullable: true,
      description: 'The lock that holds now; null: none.',
      resolve: ({ lockReason, lockReleaseId, lockedById, lockedAt, lockedUntil }) =>
        lockReason === null || lockedAt === null || (lockedUntil !== null && lockedUntil <= new Date())
          ? null
          : { reason: lockReason, lockedById, releaseId: lockReleaseId, lockedAt, until: lockedUntil },
    }),
  }),
})

builder.queryField('environment', (t) =>
  t.prismaField({
    type: 'Environment',
    nullable: true,
    description: 'One environment; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the environment.' }) },
    resolve: (query, _root, { id }, context) => {
      viewerOf(context)
      return isId(id) ? context.services.database.prisma.environment.findUnique({ ...query, where: { id } }) : null
    },
  }),
)

builder.mutationFields((t) => ({
  addEnvironment: t.prismaField({
    type: 'Environment',
    description: 'Adds an environment; CONFLICT when its directory on a server belongs to another one. Needs OPERATOR.',
    args: {
      projectId: t.arg.id({ required: true, description: 'Of the project.' }),
      input: t.arg({ type: EnvironmentInput, required: true, description: 'The environment.' }),
    },
    resolve: async (query, _root, { projectId, input }, context) => {
      const { id } = await context.services.environments.addEnvironment(viewerOf(context), projectId, input)
      return context.services.database.prisma.environment.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateEnvironment: t.prismaField({
    type: 'Environment',
    description: 'Changes an environment; releases that wait or run keep what they were created with. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the environment.' }),
      input: t.arg({ type: EnvironmentInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.environments.updateEnvironment(viewerOf(context), id, input)
      return context.services.database.prisma.environment.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeEnvironment: t.id({
    description:
      'Removes an environment with its history; what lies on the servers stays. CONFLICT while a release waits or runs. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the environment.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.environments.removeEnvironment(viewerOf(context), id)
      return id
    },
  }),
  lockEnvironment: t.prismaField({
    type: 'Environment',
    description: 'Holds releases back; CONFLICT while another lock holds. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the environment.' }),
      reason: t.arg.string({ required: true, description: 'For the others; at most 300 characters.' }),
      until: t.arg({ type: 'DateTime', description: 'When it ends by itself; left out: when somebody unlocks it.' }),
    },
    resolve: async (query, _root, { id, reason, until }, context) => {
      await context.services.environments.lockEnvironment(viewerOf(context), id, { reason, until })
      return context.services.database.prisma.environment.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  unlockEnvironment: t.prismaField({
    type: 'Environment',
    description: 'Takes the lock off; releases that waited go on. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the environment.' }) },
    resolve: async (query, _root, { id }, context) => {
      await context.services.environments.unlockEnvironment(viewerOf(context), id)
      return context.services.database.prisma.environment.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))
