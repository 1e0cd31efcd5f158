import { builder } from '../../graphql/builder.ts'
import { CommandRunState, CommandTargetState } from './command-enums.schema.ts'
import { accessTo, countsOf, headsOf } from './command-loaders.schema.ts'
import type { GivenParameter } from './parameters/command-parameter.ts'

const GivenParameterType = builder.objectRef<GivenParameter>('CommandRunParameter').implement({
  description: 'What was given for a parameter of the template.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the parameter, and of the variable that the command reads.' }),
    value: t.exposeString('value', { nullable: true, description: 'As the command sees it; null: a secret.' }),
  }),
})

const Count = builder
  .objectRef<{ state: typeof CommandTargetState.$inferType; count: number }>('CommandCount')
  .implement({
    description: 'How many servers of a run stand so.',
    fields: (t) => ({
      state: t.field({ type: CommandTargetState, description: 'How.', resolve: ({ state }) => state }),
      count: t.exposeInt('count', { description: 'How many servers.' }),
    }),
  })

builder.prismaObject('CommandTarget', {
  description: 'How a command stands on one server.',
  fields: (t) => ({
    serverId: t.exposeID('serverKey', {
      description: 'Of the server; it may be gone since. The `stepKey` of its output.',
    }),
    name: t.exposeString('serverName', { description: 'Of the server, then.' }),
    server: t.relation('server', { nullable: true, description: 'The server; null when it was removed.' }),
    production: t.exposeBoolean('production', { description: 'A PRODUCTION environment shipped to it then.' }),
    state: t.expose('state', { type: CommandTargetState, description: 'How it stands there.' }),
    exitCode: t.exposeInt('exitCode', { nullable: true, description: 'Null: it has not ended, or not by itself.' }),
    signal: t.exposeString('signal', { nullable: true, description: 'What ended it, such as KILL.' }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'What there is to say about it, such as why the server was not reached.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was begun there.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it was over there.' }),
  }),
})

export const CommandRun = builder.prismaObject('CommandRun', {
  description: 'A command that was run on one or many servers, once on each.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    number: t.exposeInt('number', { description: 'Counts up over all runs.' }),
    state: t.expose('state', { type: CommandRunState, description: 'Where it stands as a whole.' }),
    command: t.string({
      nullable: true,
      description: 'What `sh` runs; null when you may not see it (`mayRead`).',
      select: { id: true, command: true },
      resolve: async (run, _args, context) => ((await accessTo(context, run)).reads ? run.command : null),
    }),
    template: t.relation('template', {
      nullable: true,
      description: 'What it was run by; null: free text, or it is gone.',
    }),
    templateName: t.exposeString('templateName', { nullable: true, description: 'Of the template, then.' }),
    parameters: t.field({
      type: [GivenParameterType],
      nullable: true,
      description: 'What was given for the template; null when you may not see it.',
      select: { id: true, parameters: true },
      resolve: async (run, _args, context) =>
        (await accessTo(context, run)).reads ? (run.parameters as unknown as GivenParameter[]) : null,
    }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', { description: 'How long it may take on each server.' }),
    parallel: t.exposeInt('parallel', { description: 'On how many servers at once.' }),
    stopOnFailure: t.exposeBoolean('stopOnFailure', {
      description: 'It begins on no further server once it did not succeed on one.',
    }),
    message: t.exposeString('message', { nullable: true, description: 'Why it ended, where the servers do not tell.' }),
    createdBy: t.relation('createdBy', {
      nullable: true,
      description: 'Who ran it; null: a ticket that started by itself.',
    }),
    ticketId: t.exposeID('ticketId', { nullable: true, description: 'Of the ticket that it was approved by.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When a worker began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it was over.' }),
    servers: t.relation('targets', {
      description: 'In the order in which it begins on them.',
      query: { orderBy: { position: 'asc' } },
    }),
    serverCount: t.relationCount('targets', { description: 'On how many servers.' }),
    firstServers: t.relation('targets', {
      description: 'The first three, for lists.',
      query: { orderBy: { position: 'asc' }, take: 3 },
    }),
    counts: t.field({
      type: [Count],
      description: 'How many servers stand how.',
      select: { id: true },
      resolve: async (run, _args, context) => (await countsOf.load(context, run.id)) ?? [],
    }),
    headSeq: t.int({
      description: 'The last of its changes: follow `commandEvents` from here.',
      select: { id: true },
      resolve: async (run, _args, context) => (await headsOf(context, run)).headSeq,
    }),
    outputHeadSeq: t.int({
      description: 'The last piece of output.',
      select: { id: true },
      resolve: async (run, _args, context) => (await headsOf(context, run)).outputHeadSeq,
    }),
    outputClearedAt: t.expose('outputClearedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When what it printed was cleared; null: it is kept still.',
    }),
    mayRead: t.boolean({
      description:
        'You may see the command and what it printed: you ran it, or may work on all of its servers, or see its ticket.',
      select: { id: true },
      resolve: async (run, _args, context) => (await accessTo(context, run)).reads,
    }),
    mayCancel: t.boolean({
      description: 'You may cancel it while it is under way.',
      select: { id: true },
      resolve: async (run, _args, context) => (await accessTo(context, run)).cancels,
    }),
  }),
})
