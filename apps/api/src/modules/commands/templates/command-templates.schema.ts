import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { Role } from '../../accounts/accounts.schema.ts'
import { hasRole } from '../../kernel/viewer.ts'
import { guardCommands } from '../commands.policy.ts'
import type { CommandParameter as Parameter } from '../parameters/command-parameter.ts'

const Kind = builder.enumType('CommandParameterKind', {
  description: 'What a parameter takes.',
  values: {
    TEXT: { description: 'Any text; with a `pattern` only what fits it.' },
    NUMBER: { description: 'A decimal number.' },
    CHOICE: { description: 'One of `choices`.' },
    BOOLEAN: { description: '`true` or `false`.' },
    SECRET: { description: 'Shown to nobody, masked in what is printed, and forgotten when the run is over.' },
    SERVER_LABEL: { description: 'A label that some server carries.' },
  } as const,
})

const CommandParameter = builder.objectRef<Parameter>('CommandParameter').implement({
  description: 'What a template asks for. The command reads it as an environment variable.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the variable: A-Z, 0-9 and _.' }),
    label: t.exposeString('label', { description: 'As people read it.' }),
    kind: t.field({ type: Kind, description: 'What it takes.', resolve: ({ kind }) => kind }),
    required: t.exposeBoolean('required', { description: 'It may not be empty.' }),
    default: t.exposeString('default', { nullable: true, description: 'What it is when nothing is given.' }),
    pattern: t.exposeString('pattern', { nullable: true, description: 'A regular expression for the whole text.' }),
    choices: t.exposeStringList('choices', { description: 'Of a CHOICE.' }),
  }),
})

export const CommandTemplate = builder.prismaObject('CommandTemplate', {
  description: 'A command that is run again and again.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    command: t.exposeString('command', { description: 'For `sh`; parameters are its variables: "$NAME".' }),
    parameters: t.field({
      type: [CommandParameter],
      description: 'What it asks for, in this order.',
      resolve: ({ parameters }) => parameters as unknown as Parameter[],
    }),
    serverIds: t.exposeIDList('serverIds', { description: 'Where it runs unless something else is chosen.' }),
    label: t.exposeString('label', { nullable: true, description: '… and on the servers that carry this label.' }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', { description: 'How long it may take on each server.' }),
    needsConfirming: t.exposeBoolean('needsConfirming', { description: 'It is to be confirmed wherever it runs.' }),
    role: t.expose('role', { type: Role, description: 'The least role that may run it.' }),
    mayRun: t.boolean({
      description: 'Your role is enough. The servers ask for their own right.',
      resolve: ({ role }, _args, context) => hasRole(viewerOf(context), role),
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

const ParameterInput = builder.inputType('CommandParameterInput', {
  description: 'What a template asks for.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'A-Z, 0-9 and _, at most 40; not one that the shell uses.' }),
    label: t.string({ required: true, description: 'As people read it, at most 100 characters.' }),
    kind: t.field({ type: Kind, required: true, description: 'What it takes.' }),
    required: t.boolean({ description: 'It may not be empty. False if left out.' }),
    default: t.string({ description: 'What it is when nothing is given. Not for a SECRET.' }),
    pattern: t.string({ description: 'Of a TEXT: a regular expression for the whole of it.' }),
    choices: t.stringList({ description: 'Of a CHOICE: at most 100.' }),
  }),
})

const TemplateInput = builder.inputType('CommandTemplateInput', {
  description: 'A template as a whole: what is left out is as in a new one.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    description: t.string({ description: 'What it is for, at most 2000 characters.' }),
    command: t.string({
      required: true,
      description: 'For `sh`, at most 20000 characters. Quote its variables: "$NAME".',
    }),
    parameters: t.field({ type: [ParameterInput], description: 'At most 30.' }),
    serverIds: t.idList({ description: 'Where it runs unless something else is chosen, at most 200.' }),
    label: t.string({ description: '… and on the servers that carry this label.' }),
    timeoutSeconds: t.int({ description: '1 to 21600; 60 if left out.' }),
    needsConfirming: t.boolean({ description: 'It is to be confirmed wherever it runs. False if left out.' }),
    role: t.field({ type: Role, description: 'The least role that may run it: DEVELOPER if left out.' }),
  }),
})

builder.queryField('commandTemplates', (t) =>
  t.prismaField({
    type: [CommandTemplate],
    description: 'All templates, by name.',
    resolve: (query, _root, _args, context) => {
      guardCommands(viewerOf(context), 'commandTemplates')
      return context.services.database.prisma.commandTemplate.findMany({ ...query, orderBy: { name: 'asc' } })
    },
  }),
)

const template = { type: TemplateInput, required: true, description: 'The template.' } as const
const id = { required: true, description: 'Of the template.' } as const

builder.mutationFields((t) => ({
  addCommandTemplate: t.prismaField({
    type: CommandTemplate,
    description: 'Adds a template. Needs OPERATOR.',
    args: { input: t.arg(template) },
    resolve: async (query, _root, { input }, context) => {
      const made = await context.services.commands.addCommandTemplate(viewerOf(context), input as never)
      return context.services.database.prisma.commandTemplate.findUniqueOrThrow({ ...query, where: { id: made.id } })
    },
  }),
  updateCommandTemplate: t.prismaField({
    type: CommandTemplate,
    description: 'Changes a template as a whole. Runs that were asked for before are not touched. Needs OPERATOR.',
    args: { id: t.arg.id(id), input: t.arg(template) },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.commands.updateCommandTemplate(viewerOf(context), id, input as never)
      return context.services.database.prisma.commandTemplate.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeCommandTemplate: t.id({
    description: 'Removes a template; what it ran stays. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id(id) },
    resolve: async (_root, { id }, context) => {
      await context.services.commands.removeCommandTemplate(viewerOf(context), id)
      return id
    },
  }),
}))
