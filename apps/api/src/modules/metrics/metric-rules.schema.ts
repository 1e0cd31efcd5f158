import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { guardMetrics } from './metrics.policy.ts'
import { MetricComparison } from './metrics-enums.schema.ts'

const MetricAlarm = builder.prismaObject('MetricAlarm', {
  description: 'A rule that holds on a server, from when it was told until it was told to be over.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    rule: t.relation('rule', { description: 'Which rule.' }),
    server: t.relation('server', { description: 'On which server.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was told.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null: it is on.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'What was measured when it began; null: the server was DOWN.',
    }),
  }),
})

const MetricRule = builder.prismaObject('MetricRule', {
  description: "When somebody is to be told of servers' figures.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    label: t.exposeString('label', { nullable: true, description: 'Servers that carry this label; null: all.' }),
    key: t.exposeString('key', {
      description: 'Of a series; `disk`: the fullest mount; `state`: the server is DOWN.',
    }),
    comparison: t.expose('comparison', {
      type: MetricComparison,
      nullable: true,
      description: 'On which side of the threshold it holds; null: it is about the state.',
    }),
    threshold: t.exposeFloat('threshold', { nullable: true, description: 'Null: it is about the state.' }),
    forSeconds: t.exposeInt('forSeconds', {
      description: 'How long it must hold, in at least three samples in a row.',
    }),
    quietMinutes: t.exposeInt('quietMinutes', {
      description: 'So long after an alarm began, there is no second one on the same server.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is looked at.' }),
    firing: t.field({
      type: [MetricAlarm],
      description: 'Alarms of it that are on now, the oldest first.',
      select: (_args, _context, nested) => ({
        alarms: { where: { endedAt: null }, orderBy: { startedAt: 'asc' }, ...(nested(true) as object) },
      }),
      resolve: ({ alarms }) => alarms as never,
    }),
  }),
})

builder.queryField('metricRules', (t) =>
  t.prismaField({
    type: [MetricRule],
    description: 'All rules, by name.',
    resolve: (query, _root, _args, context) => {
      guardMetrics(viewerOf(context), 'metricRules')
      return context.services.database.prisma.metricRule.findMany({ ...query, orderBy: { name: 'asc' } })
    },
  }),
)

const MetricRuleInput = builder.inputType('MetricRuleInput', {
  description: 'When somebody is to be told.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    label: t.string({ description: 'Only servers that carry this label; left out: all.' }),
    key: t.string({
      required: true,
      description: 'Of a series; `disk`: the fullest mount; `state`: the server is DOWN, which has no threshold.',
    }),
    comparison: t.field({ type: MetricComparison, description: 'On which side of the threshold it holds.' }),
    threshold: t.float({ description: 'In the unit of the series.' }),
    forSeconds: t.int({
      description: 'How long it must hold: 0 to 86400; 60 if left out. Never less than three samples.',
    }),
    quietMinutes: t.int({ description: 'No second alarm within: 0 to 43200; 60 if left out.' }),
    roomId: t.id({ description: 'A room to tell; left out: the activity and notifications only.' }),
    enabled: t.boolean({ description: 'Whether it is looked at; left out: true.' }),
  }),
})

const input = { type: MetricRuleInput, required: true } as const

builder.mutationFields((t) => ({
  addMetricRule: t.prismaField({
    type: MetricRule,
    description: 'Adds a rule. Needs OPERATOR.',
    args: { input: t.arg({ ...input, description: 'The rule.' }) },
    resolve: async (query, _root, args, context) => {
      const where = await context.services.metrics.addMetricRule(viewerOf(context), args.input)
      return context.services.database.prisma.metricRule.findUniqueOrThrow({ ...query, where })
    },
  }),
  updateMetricRule: t.prismaField({
    type: MetricRule,
    description:
      'Replaces a rule whole. Where it then means something else, its alarms are over and nobody is told of a recovery. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the rule.' }),
      input: t.arg({ ...input, description: 'The rule as it shall be.' }),
    },
    resolve: async (query, _root, { id, ...args }, context) => {
      await context.services.metrics.updateMetricRule(viewerOf(context), id, args.input)
      return context.services.database.prisma.metricRule.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeMetricRule: t.id({
    description: 'Removes a rule with its alarms. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the rule.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.metrics.removeMetricRule(viewerOf(context), id)
      return id
    },
  }),
}))
