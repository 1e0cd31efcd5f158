import { queryFromInfo } from '@pothos/plugin-prisma'
import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import type { Server as ServerRow } from '../../platform/database/generated/client/client.ts'
import { isId, searchWords } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { literally } from '../kernel/search.ts'
import { MonitoringState } from '../metrics/metrics-enums.schema.ts'
import { accessSelect, isProduction, mayOperate } from './server-access.ts'
import type { ServerCheck as Check } from './server-check.ts'
import type { ServerFacts as Facts } from './servers.ports.ts'

const ServerFacts = builder.objectRef<Facts>('ServerFacts').implement({
  description: 'What a server said of itself.',
  fields: (t) => ({
    os: t.exposeString('os', { description: 'Such as `Debian GNU/Linux 12 (bookworm)`.' }),
    kernel: t.exposeString('kernel', { description: 'Such as `Linux 6.1.0-18-amd64`.' }),
    cpus: t.exposeInt('cpus', { description: 'Processors online; 0: the server did not tell.' }),
    memoryBytes: t.exposeFloat('memoryBytes', { description: 'Physical memory; 0: the server did not tell.' }),
    aria2: t.boolean({
      nullable: true,
      description: 'Whether aria2 is there, so that it can share builds with others; null: the check did not look.',
      resolve: ({ aria2 }) => aria2 ?? null,
    }),
  }),
})

const ServerCheck = builder.objectRef<Check>('ServerCheck').implement({
  description: 'What a check found.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok', {
      description: 'The server was reached, its key is the trusted one, and the sign-in went through.',
    }),
    code: t.exposeString('code', {
      nullable: true,
      description:
        'Null when ok; else HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, SIGN_IN_REFUSED or UNREACHABLE (network or jump server).',
    }),
    message: t.exposeString('message', { description: 'What was found, or what is wrong and what to do.' }),
    hostKeyFingerprint: t.exposeString('hostKeyFingerprint', {
      nullable: true,
      description:
        'The key that the server showed (SHA256:…); null when it did not get that far. `trustHostKey` takes exactly this one.',
    }),
    facts: t.expose('facts', { type: ServerFacts, nullable: true, description: 'Only when ok.' }),
    at: t.field({ type: 'DateTime', description: 'When it was checked.', resolve: (check) => new Date(check.at) }),
  }),
})

const Server = builder.prismaObject('Server', {
  description: 'A machine reached over SSH.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'The name that people know it by; unique.' }),
    host: t.exposeString('host', { description: 'Host name or IP address.' }),
    port: t.exposeInt('port', { description: 'Of its SSH service.' }),
    labels: t.exposeStringList('labels', { description: 'Free words to find and group servers by.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed or checked.' }),
    credential: t.relation('credential', { description: 'How Sendoff signs in there.' }),
    jumpServer: t.relation('jumpServer', { nullable: true, description: 'The server that it is reached through.' }),
    hostKeyFingerprint: t.exposeString('hostKeyFingerprint', {
      nullable: true,
      description: 'The trusted key; null: none yet, and nothing is sent to the server past the key exchange.',
    }),
    lastCheck: t.field({
      type: ServerCheck,
      nullable: true,
      description: 'The last check; null: never checked at this address.',
      resolve: (server) => server.lastCheck as Check | null,
    }),
    isProduction: t.boolean({
      description: 'A PRODUCTION environment ships to it.',
      select: accessSelect,
      resolve: isProduction,
    }),
    mayOperate: t.boolean({
      description:
        'You may run commands, open a terminal and move files there: an OPERATOR everywhere, a DEVELOPER where they may ship to every environment that uses it.',
      select: accessSelect,
      resolve: (server, _args, context) => mayOperate(viewerOf(context), server),
    }),
    environments: t.field({
      type: [modelType('Environment')],
      description: 'The environments that ship to it.',
      select: (_args, _context, nested) => ({
        environments: { orderBy: { environmentId: 'asc' }, select: { environment: nested(true) } },
      }),
      resolve: (server) => server.environments.map((link) => link.environment as never),
    }),
  }),
})

const idsToRead = z.array(z.string()).max(100, 'Ask for at most 100 servers at once.')

const ServerConnection = connectionOf('Server', Server)

const ServerOrder = builder.enumType('ServerOrder', {
  description: 'In which order the fleet is told.',
  values: {
    NAME: { value: 'name', description: 'By name.' },
    CPU: { value: 'cpu', description: 'The busiest processors first.' },
    MEMORY: { value: 'memory', description: 'The fullest memory first.' },
    LOAD: { value: 'load', description: 'The highest load of a minute first.' },
    DISK: { value: 'disk', description: 'The fullest mount first.' },
  } as const,
})

builder.queryFields((t) => ({
  servers: t.field({
    type: ServerConnection,
    description: 'The fleet, by name or by load.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      search: t.arg.string({ description: 'Only servers with this in their name or host, in any case.' }),
      label: t.arg.string({ description: 'Only servers that carry exactly this label.' }),
      ids: t.arg.idList({ description: 'Only these servers, at most 100; those that are gone are left out.' }),
      orderBy: t.arg({
        type: ServerOrder,
        description: 'By name if left out. Servers that tell no such figure come last; figures change while you page.',
      }),
      monitoring: t.arg({ type: MonitoringState, description: 'Only servers that stand so.' }),
    },
    resolve: async (_root, args, context, info) => {
      viewerOf(context)
      const { prisma } = context.services.database
      const search = parseInput(searchWords, args.search ?? '', 'search')
      const label = parseInput(searchWords, args.label ?? '', 'label')
      const ids = args.ids ? parseInput(idsToRead, args.ids, 'ids').filter(isId) : null
      const contains = { contains: literally(search), mode: 'insensitive' as const }
      const where = {
        AND: [
          search ? { OR: [{ name: contains }, { host: contains }] } : {},
          label ? { labels: { has: label } } : {},
          ids ? { id: { in: ids } } : {},
          args.monitoring ? context.services.metrics.standing(args.monitoring) : {},
        ],
      }
      const query = queryFromInfo({ context, info, paths: nodePaths })
      const count = () => prisma.server.count({ where })
      if (args.orderBy && args.orderBy !== 'name') {
        const ranked = await context.services.metrics.rankServers(where, args.orderBy)
        const places = new Map(ranked.map(({ id, place }) => [id, place]))
        const keyOf = ({ id }: { id: string }) => places.get(id) ?? ''
        return readPage<ServerRow, 'string'>(args, {
          keyType: 'string',
          find: async (after, take) => {
            const page = ranked.filter(({ place }) => after === null || place > after).slice(0, take)
            const found = await prisma.server.findMany({ ...query, where: { id: { in: page.map(({ id }) => id) } } })
            return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
          },
          ...{ keyOf, count },
        })
      }
      return readPage(args, {
        keyType: 'string',
        find: (after, take) =>
          prisma.server.findMany({
            ...query,
            where: after === null ? where : { AND: [where, { name: { gt: after } }] },
            orderBy: { name: 'asc' },
            take,
          }),
        keyOf: (server) => server.name,
        count,
      })
    },
  }),
  server: t.prismaField({
    type: Server,
    nullable: true,
    description: 'One server; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the server.' }) },
    resolve: (query, _root, { id }, context) => {
      viewerOf(context)
      return isId(id) ? context.services.database.prisma.server.findUnique({ ...query, where: { id } }) : null
    },
  }),
}))

const AddServerInput = builder.inputType('AddServerInput', {
  description: 'A server to add.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    host: t.string({ required: true, description: 'Host name or IP address, without user and port.' }),
    port: t.int({ defaultValue: 22, description: 'Of its SSH service.' }),
    credentialId: t.id({ required: true, description: 'How to sign in.' }),
    jumpServerId: t.id({ description: 'The server to go through.' }),
    labels: t.stringList({ description: 'At most 20.' }),
    hostKeyFingerprint: t.string({ description: 'SHA256:…; trusts this key at once.' }),
  }),
})

const UpdateServerInput = builder.inputType('UpdateServerInput', {
  description: 'What to change; what is left out stays. A new host or port drops the trusted host key.',
  fields: (t) => ({
    name: t.string({ description: 'At most 100 characters; unique.' }),
    host: t.string({ description: 'Host name or IP address, without user and port.' }),
    port: t.int({ description: 'Of its SSH service.' }),
    credentialId: t.id({ description: 'How to sign in.' }),
    jumpServerId: t.id({ description: 'The server to go through; null: reach it directly.' }),
    labels: t.stringList({ description: 'Replaces all labels.' }),
  }),
})

builder.mutationFields((t) => ({
  addServer: t.prismaField({
    type: Server,
    description: 'Adds a server; nothing is connected yet (see checkServer). Needs OPERATOR.',
    args: { input: t.arg({ type: AddServerInput, required: true, description: 'The server.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.servers.addServer(viewerOf(context), input)
      return context.services.database.prisma.server.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateServer: t.prismaField({
    type: Server,
    description: 'Changes a server. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the server.' }),
      input: t.arg({ type: UpdateServerInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.servers.updateServer(viewerOf(context), id, input)
      return context.services.database.prisma.server.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeServer: t.id({
    description: 'Removes a server; CONFLICT while an environment uses it. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the server.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.servers.removeServer(viewerOf(context), id)
      return id
    },
  }),
  checkServer: t.field({
    type: ServerCheck,
    description:
      'Connects, signs in and reads facts. Without a trusted key it ends after the key exchange, before any credential is sent. Needs DEVELOPER.',
    args: { id: t.arg.id({ required: true, description: 'Of the server.' }) },
    resolve: (_root, { id }, context) => context.services.servers.checkServer(viewerOf(context), id, context.signal),
  }),
  installAria2: t.field({
    type: ServerCheck,
    description:
      "Installs aria2 by the server's package manager, as root or by a sudo that asks for no password, and checks the server again. CONFLICT with what the server said when that fails. It goes on when its caller goes away. Needs OPERATOR.",
    args: { serverId: t.arg.id({ required: true, description: 'Of the server.' }) },
    resolve: (_root, { serverId }, context) => context.services.servers.installAria2(viewerOf(context), serverId),
  }),
  trustHostKey: t.prismaField({
    type: Server,
    description: 'Trusts the key that the last check saw, and no other. Needs OPERATOR.',
    args: {
      serverId: t.arg.id({ required: true, description: 'Of the server.' }),
      fingerprint: t.arg.string({ required: true, description: 'SHA256:… as the last check showed it.' }),
    },
    resolve: async (query, _root, { serverId, fingerprint }, context) => {
      await context.services.servers.trustHostKey(viewerOf(context), serverId, fingerprint)
      return context.services.database.prisma.server.findUniqueOrThrow({ ...query, where: { id: serverId } })
    },
  }),
}))
