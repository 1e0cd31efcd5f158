import { batched } from '../../graphql/batch.ts'
import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { MetricSeries } from './metric-series.schema.ts'
import { MetricUnit, MonitoringState } from './metrics-enums.schema.ts'
import type { Series } from './points.ts'
import type { Monitoring } from './reading/monitoring.ts'
import { inOrder, unitOf } from './series.ts'

export const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms))

export const MetricValue = builder.objectRef<{ key: string; value: number }>('MetricValue').implement({
  description: 'One figure now.',
  fields: (t) => ({
    key: t.exposeString('key', { extensions: broadcastable, description: 'Of its series.' }),
    unit: t.field({
      type: MetricUnit,
      extensions: broadcastable,
      description: 'What the number is.',
      resolve: ({ key }) => unitOf(key),
    }),
    value: t.exposeFloat('value', { extensions: broadcastable, description: 'The newest.' }),
  }),
})

export const valuesOf = ({ values }: Monitoring) => inOrder(values).map((key) => ({ key, value: values[key] ?? 0 }))

const monitorings = batched((ids: string[], { services }: Context) => services.metrics.monitoring(ids))

/** After a mutation: what was read before is out of date. */
export const forgetMonitoring = (context: Context) => monitorings.forget(context)

const alarms = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.metricAlarm.findMany({
    where: { serverId: { in: ids }, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: { rule: true, server: true },
  })
  return new Map(ids.map((id) => [id, rows.filter(({ serverId }) => serverId === id)]))
})

interface WishedRecent {
  serverId: string
  keys: string[]
  minutes: number
}

/** Equal wishes for many servers are one statement; a page has one or two of them. */
const recents = batched(async (wishes: string[], { services }: Context) => {
  const groups = new Map<string, WishedRecent[]>()
  for (const wish of wishes) {
    const parsed = JSON.parse(wish) as WishedRecent
    const group = JSON.stringify([parsed.keys, parsed.minutes])
    groups.set(group, [...(groups.get(group) ?? []), parsed])
  }
  const found = new Map<string, Series[]>()
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    const series = await services.metrics.recentMetrics(
      group.map(({ serverId }) => serverId),
      first,
    )
    for (const wish of group) found.set(JSON.stringify(wish), series.get(wish.serverId) ?? [])
  }
  return found
})

const ServerMonitoring = builder.objectRef<Monitoring>('ServerMonitoring').implement({
  description: 'How a server stands and what it said last.',
  fields: (t) => ({
    state: t.expose('state', { type: MonitoringState, description: 'How it stands.' }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it stands so.',
      resolve: ({ since }) => timeOf(since),
    }),
    sampledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it answered last; null: never.',
      resolve: ({ sampledAt }) => timeOf(sampledAt),
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'Why it cannot be sampled, and what to do; null when it can.',
    }),
    intervalSeconds: t.int({
      description: 'Between two samples while nobody looks; 0: figures are switched off.',
      resolve: (_monitoring, _args, { services }) => services.metrics.intervalSeconds,
    }),
    sampleMilliseconds: t.exposeFloat('sampleMs', {
      nullable: true,
      description: 'How long one sample takes from question to answer, smoothed; null: none so far.',
    }),
    values: t.field({
      type: [MetricValue],
      description: 'The newest figures, always in the same order; none while it is not UP or STALE.',
      resolve: valuesOf,
    }),
    recent: t.field({
      type: [MetricSeries],
      description: 'For small charts: the last minutes in windows of a minute; read for all servers of a page at once.',
      args: {
        keys: t.arg.stringList({ required: true, description: 'Which series; 1 to 50.' }),
        minutes: t.arg.int({ description: '1 to 60; 30 if left out.' }),
      },
      resolve: async ({ serverId }, { keys, minutes }, context) =>
        (await recents.load(context, JSON.stringify({ serverId, keys, minutes: minutes ?? 30 }))) ?? [],
    }),
    alarms: t.field({
      type: [modelType('MetricAlarm')],
      description: 'Alarms that are on now, the oldest first.',
      resolve: async ({ serverId }, _args, context) => ((await alarms.load(context, serverId)) ?? []) as never,
    }),
  }),
})

builder.prismaObjectField('Server', 'monitoring', (t) =>
  t.field({
    type: ServerMonitoring,
    description: 'How it stands and what it said last; read without asking it.',
    resolve: async ({ id }, _args, context) => {
      const found = await monitorings.load(context, id)
      if (!found) throw new Error(`The server ${id} went while it was read.`)
      return found
    },
  }),
)
