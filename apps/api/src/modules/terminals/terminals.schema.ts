import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { isId } from '../kernel/fields.ts'
import { guardTerminals, visibleTo } from './terminals.policy.ts'

const TerminalEnd = builder.enumType('TerminalEnd', {
  description: 'Why a terminal ended.',
  values: {
    EXITED: { description: 'The shell ended.' },
    CLOSED: { description: 'Its user closed it.' },
    ENDED_BY_ADMIN: { description: 'An ADMIN ended it.' },
    IDLE: { description: 'Nobody typed for too long.' },
    TOO_LONG: { description: 'It lasted as long as is allowed.' },
    ABANDONED: { description: 'The page went away and did not come back.' },
    RIGHTS_LOST: { description: 'The session ended, or the right to work on the server.' },
    SERVER_CHANGED: { description: 'The server was removed, or its address, host key or credential was changed.' },
    UNREACHABLE: { description: 'There was no connection, no trusted host key, no sign-in or no shell.' },
    CONNECTION_LOST: { description: 'The connection to the server broke.' },
    NOT_RECORDED: { description: 'It could not be recorded any more.' },
    STOPPED: { description: 'The process that held it stopped.' },
  } as const,
})

const Terminal = builder.prismaObject('Terminal', {
  description: 'A shell on a server that somebody works in by hand; it is recorded.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Opaque. Its WebSocket is `/terminals/<id>`, its recording `/terminals/<id>/recording`.',
    }),
    server: t.relation('server', { nullable: true, description: 'Where; null: the server was removed.' }),
    serverName: t.exposeString('serverName', { description: 'As the server was called then.' }),
    user: t.relation('user', { description: 'Who.' }),
    address: t.exposeString('address', { description: 'From where.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, in the words of who opened it.' }),
    production: t.exposeBoolean('production', { description: 'A PRODUCTION environment shipped to the server then.' }),
    columns: t.exposeInt('columns', { description: 'How wide it began, in characters.' }),
    rows: t.exposeInt('rows', { description: 'How high it began, in characters.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    connectedAt: t.expose('connectedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the shell was there.',
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended; null: it goes on.' }),
    end: t.expose('end', { type: TerminalEnd, nullable: true, description: 'Why it ended; null: it goes on.' }),
    endMessage: t.exposeString('endMessage', { nullable: true, description: 'Why it ended, in words.' }),
    exitCode: t.exposeInt('exitCode', { nullable: true, description: 'Of the shell, when it ended by itself.' }),
    outputBytes: t.float({
      description: 'What it printed; 0 while it goes on.',
      resolve: ({ outputBytes }) => Number(outputBytes),
    }),
    inputBytes: t.float({
      description: 'What was typed; 0 while it goes on.',
      resolve: ({ inputBytes }) => Number(inputBytes),
    }),
    recordedBytes: t.float({
      description: 'The recording as it is stored; 0 while it goes on.',
      resolve: ({ recordedBytes }) => Number(recordedBytes),
    }),
    recordingCut: t.exposeBoolean('recordingCut', {
      description: 'The recording grew too large and stops before the end.',
    }),
    recordingClearedAt: t.expose('recordingClearedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the recording was cleared for its age.',
    }),
  }),
})

const TerminalConnection = connectionOf('Terminal', Terminal)

const findTerminal = (context: Context, id: string) => {
  const viewer = viewerOf(context)
  guardTerminals(viewer, 'terminal')
  return { id, ...visibleTo(viewer) }
}

builder.queryFields((t) => ({
  terminals: t.field({
    type: TerminalConnection,
    description: 'Terminals, newest first: your own, and for an ADMIN those of everybody.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      open: t.arg.boolean({ description: 'Only those that go on (true), or that have ended (false).' }),
      serverId: t.arg.id({ description: 'Only those on this server.' }),
    },
    resolve: (_root, args, context, info) => {
      const viewer = viewerOf(context)
      guardTerminals(viewer, 'terminals')
      const { prisma } = context.services.database
      const where = {
        ...visibleTo(viewer),
        ...(args.open !== null && args.open !== undefined && { endedAt: args.open ? null : { not: null } }),
        ...(args.serverId && { serverId: isId(args.serverId) ? args.serverId : '' }),
      }
      return readPage(args, {
        keyType: 'string',
        find: (after, take) =>
          prisma.terminal.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            where: after === null ? where : { AND: [where, { id: { lt: after } }] },
            orderBy: { id: 'desc' },
            take,
          }),
        keyOf: (terminal) => terminal.id,
        count: () => prisma.terminal.count({ where }),
      })
    },
  }),
  terminal: t.prismaField({
    type: Terminal,
    nullable: true,
    description: 'One terminal; null when there is none with this id that you may see.',
    args: { id: t.arg.id({ required: true, description: 'Of the terminal.' }) },
    resolve: (query, _root, { id }, context) => {
      const where = findTerminal(context, id)
      return isId(id) ? context.services.database.prisma.terminal.findFirst({ ...query, where }) : null
    },
  }),
}))

builder.mutationFields((t) => ({
  openTerminal: t.prismaField({
    type: Terminal,
    description:
      'Makes a terminal, for which you then come over the WebSocket `/terminals/<id>` (docs/terminal.md). A PRODUCTION server needs `reason` and `confirmed`. Needs OPERATOR, or a DEVELOPER who may ship to every environment of the server. RATE_LIMITED when you have too many open.',
    args: {
      serverId: t.arg.id({ required: true, description: 'Of the server.' }),
      columns: t.arg.int({ required: true, description: 'How wide, in characters: 1 to 1000.' }),
      rows: t.arg.int({ required: true, description: 'How high, in characters: 1 to 1000.' }),
      reason: t.arg.string({ description: 'Why; at most 500 characters. It is kept and shown.' }),
      confirmed: t.arg.boolean({ description: 'You mean this server, although it is a PRODUCTION one.' }),
    },
    resolve: async (query, _root, { serverId, ...input }, context) => {
      const viewer = viewerOf(context)
      const { id } = await context.services.terminals.openTerminal(viewer, serverId, input, context.address)
      return context.services.database.prisma.terminal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  endTerminal: t.prismaField({
    type: Terminal,
    description:
      'Ends your own terminal, or as an ADMIN anybody’s. One that another process holds ends within a second.',
    args: { id: t.arg.id({ required: true, description: 'Of the terminal.' }) },
    resolve: async (query, _root, { id }, context) => {
      await context.services.terminals.endTerminal(viewerOf(context), id)
      return context.services.database.prisma.terminal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))
