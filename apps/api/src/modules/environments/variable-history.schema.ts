import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { connectionOf, readPage } from '../../graphql/pagination.ts'
import { VariableScope } from './environment-input.schema.ts'
import type { ShownVariable, VariableChange, VariableVersion as Version } from './variable-history.ts'

const Shown = builder.objectRef<ShownVariable>('ShownVariable').implement({
  description: 'A variable as it was.',
  fields: (t) => ({
    secret: t.exposeBoolean('secret', { description: 'Its value is never shown.' }),
    scope: t.expose('scope', { type: VariableScope, description: 'Which commands saw it.' }),
    value: t.exposeString('value', { nullable: true, description: 'Null for secrets.' }),
  }),
})

const Change = builder.objectRef<VariableChange>('VariableChange').implement({
  description: 'What a version changed about one variable.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the variable.' }),
    before: t.expose('before', { type: Shown, nullable: true, description: 'Null: it was added.' }),
    after: t.expose('after', { type: Shown, nullable: true, description: 'Null: it was removed.' }),
  }),
})

const VariableVersion = builder.objectRef<Version>('VariableVersion').implement({
  description: "A change of an environment's variables.",
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Counts up in its environment.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When.' }),
    changedBy: t.field({
      type: modelType('User'),
      nullable: true,
      description: 'Who; null: before there was a history.',
      resolve: ({ changedBy }) => changedBy as never,
    }),
    restored: t.exposeInt('restored', { nullable: true, description: 'The version that was put back.' }),
    changes: t.expose('changes', { type: [Change], description: 'What differs from the version before, by name.' }),
  }),
})

const VariableVersionConnection = connectionOf('VariableVersion', VariableVersion)

builder.prismaObjectField(modelType('Environment'), 'variableHistory', (t) =>
  t.field({
    type: VariableVersionConnection,
    description: 'Every change of the variables, latest first.',
    select: { id: true },
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: ({ id }, args, { services }) =>
      readPage(args, {
        keyType: 'number',
        find: (after, take) => services.environments.variableVersions(id, after, take),
        keyOf: (version) => version.number,
        count: () => services.environments.countVariableVersions(id),
      }),
  }),
)

builder.prismaObjectField(modelType('Environment'), 'variablesVersion', (t) =>
  t.exposeInt('variablesVersion', { description: 'The number of the newest version; 0: there never was a variable.' }),
)

builder.mutationField('restoreVariables', (t) =>
  t.prismaField({
    type: 'Environment',
    description:
      'Puts all variables back as they were in a version, secrets with the values that they had then, as a new version. Needs OPERATOR.',
    args: {
      environmentId: t.arg.id({ required: true, description: 'Of the environment.' }),
      version: t.arg.int({ required: true, description: 'The number of the version.' }),
    },
    resolve: async (query, _root, { environmentId, version }, context) => {
      await context.services.environments.restoreVariables(viewerOf(context), environmentId, version)
      return context.services.database.prisma.environment.findUniqueOrThrow({ ...query, where: { id: environmentId } })
    },
  }),
)
