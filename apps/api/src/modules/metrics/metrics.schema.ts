import { queryFromInfo } from '@pothos/plugin-prisma'
import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { ReleaseKind } from '../releases/release-enums.schema.ts'
import type { MetricFrame as Frame } from './live/live-metrics.ts'
import { MetricSeries } from './metric-series.schema.ts'
import { spanInput } from './metrics.input.ts'
import { guardMetrics } from './metrics.policy.ts'
import { MonitoringState } from './metrics-enums.schema.ts'
import { forgetMonitoring, MetricValue, timeOf, valuesOf } from './monitoring.schema.ts'
import type { Monitoring } from './reading/monitoring.ts'
import type { MonitoringSummary as Summary } from './reading/monitoring-reading.ts'

const span = {
  from: { description: 'Its beginning.' },
  to: { description: 'Its end; at most 91 days behind the beginning.' },
} as const

interface Mark {
  kind: 'SHIP' | 'ROLLBACK'
  startedAt: Date | null
  finishedAt: Date | null
}

const ofMark = { kind: true, startedAt: true, finishedAt: true } as const

const ReleaseMark = builder.objectRef<Mark>('ReleaseMark').implement({
  description: 'A release on a server, for charts.',
  fields: (t) => ({
    release: t.field({
      type: modelType('Release'),
      description: 'The release.',
      resolve: (release) => release as never,
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it began.',
      resolve: ({ startedAt }) => startedAt ?? new Date(0),
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it runs.',
    }),
    kind: t.expose('kind', { type: ReleaseKind, description: 'Ships, or puts back.' }),
  }),
})

const MonitoringSummary = builder.objectRef<Summary>('MonitoringSummary').implement({
  description: 'How many servers stand how.',
  fields: (t) => ({
    up: t.exposeInt('up', { description: 'Servers that answer.' }),
    stale: t.exposeInt('stale', { description: 'Servers that have not been sampled for a while.' }),
    down: t.exposeInt('down', { description: 'Servers that do not answer.' }),
    paused: t.exposeInt('paused', { description: 'Servers that somebody wants left alone.' }),
    pending: t.exposeInt('pending', { description: 'Servers that were not sampled so far.' }),
    alarms: t.exposeInt('alarms', { description: 'Alarms that are on.' }),
  }),
})

const MOST_MARKS = 500

builder.queryFields((t) => ({
  serverMetrics: t.field({
    type: [MetricSeries],
    description:
      'The figures of a server over a span, in the finest windows that are kept of all of it and give at most 1,500 points per series.',
    args: {
      serverId: t.arg.id({ required: true, description: 'Of the server.' }),
      from: t.arg({ type: 'DateTime', required: true, ...span.from }),
      to: t.arg({ type: 'DateTime', required: true, ...span.to }),
      keys: t.arg.stringList({ description: 'Only these series, at most 50; left out: all.' }),
    },
    resolve: (_root, { serverId, ...wish }, context) =>
      context.services.metrics.serverMetrics(viewerOf(context), serverId, wish),
  }),
  serverReleases: t.field({
    type: [ReleaseMark],
    description: 'Releases that began or ended on a server in a span, the oldest first, at most 500.',
    args: {
      serverId: t.arg.id({ required: true, description: 'Of the server.' }),
      from: t.arg({ type: 'DateTime', required: true, ...span.from }),
      to: t.arg({ type: 'DateTime', required: true, ...span.to }),
    },
    resolve: async (_root, { serverId, ...wish }, context, info) => {
      guardMetrics(viewerOf(context), 'serverReleases')
      const { from, to } = parseInput(spanInput, wish)
      const { prisma } = context.services.database
      if (!isId(serverId) || !(await prisma.server.count({ where: { id: serverId } }))) throw notFound('server')
      const found = await prisma.release.findMany({
        ...queryFromInfo({ context, info, typeName: 'Release', paths: [['release']], select: ofMark }),
        where: {
          targets: { some: { serverId } },
          OR: [{ startedAt: { gte: from, lte: to } }, { startedAt: { not: null }, finishedAt: { gte: from, lte: to } }],
        },
        orderBy: { startedAt: 'desc' },
        take: MOST_MARKS,
      })
      return found.reverse()
    },
  }),
  serverLabels: t.stringList({
    description: 'Every label that a server carries, in order.',
    resolve: (_root, _args, context) => context.services.metrics.serverLabels(viewerOf(context)),
  }),
  monitoringSummary: t.field({
    type: MonitoringSummary,
    description: 'The fleet in numbers.',
    resolve: (_root, _args, context) => context.services.metrics.monitoringSummary(viewerOf(context)),
  }),
}))

builder.mutationField('pauseMonitoring', (t) =>
  t.prismaField({
    type: modelType('Server'),
    description:
      'Leaves a server alone, or watches over it again. Its alarms are over when it is paused, and nobody is told of a recovery. Needs OPERATOR.',
    args: {
      serverId: t.arg.id({ required: true, description: 'Of the server.' }),
      paused: t.arg.boolean({ required: true, description: 'Whether it shall be left alone.' }),
    },
    resolve: async (query, _root, { serverId, paused }, context) => {
      await context.services.metrics.pauseMonitoring(viewerOf(context), serverId, paused)
      forgetMonitoring(context)
      return context.services.database.prisma.server.findUniqueOrThrow({ ...query, where: { id: serverId } })
    },
  }),
)

const ServerSample = builder.objectRef<Monitoring & { frameAt: Date }>('ServerSample').implement({
  description: 'How a server stands and what it said last.',
  fields: (t) => ({
    serverId: t.exposeID('serverId', { extensions: broadcastable, description: 'Of the server.' }),
    state: t.expose('state', { type: MonitoringState, extensions: broadcastable, description: 'How it stands.' }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'Since when it stands so.',
      resolve: ({ since }) => timeOf(since),
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      extensions: broadcastable,
      description: 'Why it cannot be sampled; null when it can.',
    }),
    at: t.field({
      type: 'DateTime',
      extensions: broadcastable,
      description: 'When it was sampled last; the time of the frame for one that never was.',
      resolve: ({ sampledAt, frameAt }) => timeOf(sampledAt) ?? frameAt,
    }),
    values: t.field({
      type: [MetricValue],
      extensions: broadcastable,
      description: 'The newest figures, always in the same order; none while it is not UP or STALE.',
      resolve: valuesOf,
    }),
  }),
})

const MetricFrame = builder.objectRef<Frame>('MetricFrame').implement({
  description: 'Servers at a moment. Each one replaces the one before.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', extensions: broadcastable, description: 'When it was put together.' }),
    servers: t.field({
      type: [ServerSample],
      extensions: broadcastable,
      description: 'All servers that were asked for and still are there.',
      resolve: ({ at, servers }) => servers.map((server) => ({ ...server, frameAt: at })),
    }),
  }),
})

builder.subscriptionField('serverMetrics', (t) =>
  t.field({
    type: MetricFrame,
    description:
      'The newest figures of servers: at once, then at most twice a second; who reads slowly gets the newest. While it runs they are sampled every second, as far as not too many are watched.',
    args: { serverIds: t.arg.idList({ required: true, description: 'Of the servers, at most 200.' }) },
    extensions: broadcastable,
    subscribe: (_root, { serverIds }, context) =>
      context.services.metrics.followMetrics(viewerOf(context), serverIds, context.signal),
    resolve: (frame) => frame,
  }),
)
