import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { CommandRunState } from './command-enums.schema.ts'
import { forgetRuns, headsOf } from './command-loaders.schema.ts'
import { filterInput } from './commands.input.ts'
import { guardCommands } from './commands.policy.ts'
import { CommandRun } from './commands.schema.ts'

const CommandRunConnection = connectionOf('CommandRun', CommandRun)

const CommandRunFilter = builder.inputType('CommandRunFilter', {
  description: 'Which runs; what is left out does not matter.',
  fields: (t) => ({
    userId: t.id({ description: 'Only what this person ran.' }),
    serverId: t.id({ description: 'Only what ran on this server.' }),
    templateId: t.id({ description: 'Only by this template.' }),
    state: t.field({ type: CommandRunState, description: 'Only those that stand so.' }),
  }),
})

const RunCommandInput = builder.inputType('RunCommandInput', {
  description: 'What to run, and where.',
  fields: (t) => ({
    serverIds: t.idList({ required: true, description: '1 to 200, in the order in which it begins on them.' }),
    command: t.string({ description: 'For `sh`, at most 20000 characters; or a template.' }),
    templateId: t.id({ description: 'Of the template; instead of a command.' }),
    parameters: t.field({ type: 'JSON', description: 'What the template asks for: { NAME: value }.' }),
    timeoutSeconds: t.int({
      description: "How long it may take on each server, 1 to 21600. Left out: the template's, or 60.",
    }),
    parallel: t.int({ description: 'On how many servers at once: 1 to 50, 10 if left out.' }),
    stopOnFailure: t.boolean({
      description: 'Begins on no further server once it did not succeed on one. False if left out.',
    }),
    confirmation: t.string({
      description:
        'Where a server serves PRODUCTION, or the template asks for it: the number of servers, or the name of the only one. CONFLICT says which.',
    }),
    confirmProduction: t.boolean({ description: 'The same for scripts: true.' }),
    clientId: t.string({
      description: 'A name that you choose, such as a UUID: the same one again answers the run made by the first call.',
    }),
  }),
})

const answer = async (context: Context, query: object, id: string) => {
  forgetRuns(context)
  await headsOf(context, { id })
  return context.services.database.prisma.commandRun.findUniqueOrThrow({ ...query, where: { id } })
}

builder.queryFields((t) => ({
  commandRun: t.prismaField({
    type: CommandRun,
    nullable: true,
    description: 'One run; null when there is none with this id. What it printed needs a right of its own.',
    args: { id: t.arg.id({ required: true, description: 'Of the run.' }) },
    resolve: async (query, _root, { id }, context) => {
      guardCommands(viewerOf(context), 'commandRun')
      if (!isId(id)) return null
      await headsOf(context, { id })
      return context.services.database.prisma.commandRun.findUnique({ ...query, where: { id } })
    },
  }),
  commandRuns: t.field({
    type: CommandRunConnection,
    description: 'What was run on servers, the newest first. Everybody sees that it was.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      filter: t.arg({ type: CommandRunFilter, description: 'Which; left out: all.' }),
    },
    resolve: (_root, { filter, ...page }, context, info) => {
      guardCommands(viewerOf(context), 'commandRuns')
      const { prisma } = context.services.database
      const { userId, serverId, templateId, state } = parseInput(filterInput, filter ?? {}, 'filter')
      // An id that we never gave out finds nothing; the database must not be asked with what is not even text for it.
      const nothing = [userId, serverId, templateId].some((one) => one != null && !isId(one))
      const where = {
        ...(userId != null && { createdById: userId }),
        ...(serverId != null && { targets: { some: { serverId } } }),
        ...(templateId != null && { templateId }),
        ...(state != null && { state }),
      }
      return readPage(page, {
        keyType: 'number',
        find: async (after, take) =>
          nothing
            ? []
            : prisma.commandRun.findMany({
                ...queryFromInfo({ context, info, paths: nodePaths }),
                where: after === null ? where : { AND: [where, { number: { lt: after } }] },
                orderBy: { number: 'desc' },
                take,
              }),
        keyOf: (run) => run.number,
        count: async () => (nothing ? 0 : prisma.commandRun.count({ where })),
      })
    },
  }),
}))

builder.mutationFields((t) => ({
  runCommand: t.prismaField({
    type: CommandRun,
    description:
      'Runs a command on servers, once on each. Needs OPERATOR, or the right to ship to every environment that uses them; CONFLICT where it has to be confirmed; RATE_LIMITED when you began too many within a minute. Follow `commandEvents` and `commandOutput`.',
    args: { input: t.arg({ type: RunCommandInput, required: true, description: 'What and where.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.commands.runCommand(viewerOf(context), input as never)
      return answer(context, query, id)
    },
  }),
  cancelCommand: t.prismaField({
    type: CommandRun,
    description:
      'Ends a run: what runs on servers is ended there, and it is begun on no further one. CONFLICT when it is over.',
    args: { id: t.arg.id({ required: true, description: 'Of the run.' }) },
    resolve: async (query, _root, { id }, context) => {
      await context.services.commands.cancelCommand(viewerOf(context), id)
      return answer(context, query, id)
    },
  }),
}))

builder.prismaObjectField('Ticket', 'commandRun', (t) =>
  t.relation('commandRun', { nullable: true, description: 'The command that it ran, live; null: it ran none.' }),
)
