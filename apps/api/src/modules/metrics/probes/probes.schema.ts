import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { MetricSeries } from '../metric-series.schema.ts'
import { MetricUnit } from '../metrics-enums.schema.ts'
import { storedGate } from './gate.setting.ts'
import { ProbeGate, ProbeGateInput } from './probe-gate.schema.ts'

const ProbeKind = builder.enumType('ProbeKind', {
  description: 'How an application is asked for a number.',
  values: {
    HTTP: { description: 'Sendoff asks an address. No redirect is followed.' },
    COMMAND: { description: 'A command on a server prints it.' },
  } as const,
})

const Probe = builder.prismaObject('Probe', {
  description: 'A number of an application that is asked for again and again.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'Unique in the environment.' }),
    environment: t.relation('environment', { description: 'Where the application runs.' }),
    kind: t.expose('kind', { type: ProbeKind, description: 'How it asks.' }),
    url: t.exposeString('url', { nullable: true, description: 'Of an HTTP probe. Everybody sees it.' }),
    command: t.exposeString('command', { nullable: true, description: 'Of a COMMAND probe. Everybody sees it.' }),
    server: t.relation('server', {
      nullable: true,
      description: 'Where the command runs; null: over HTTP, or it was removed.',
    }),
    pointer: t.exposeString('pointer', {
      nullable: true,
      description: 'Where the number stands in a JSON answer (RFC 6901); null: the whole answer is the number.',
    }),
    unit: t.expose('unit', { type: MetricUnit, description: 'What the number is.' }),
    everySeconds: t.exposeInt('everySeconds', { description: 'Between two questions.' }),
    limit: t.exposeFloat('limit', {
      nullable: true,
      description: 'The fixed top of the axis; null: as the unit says.',
    }),
    gate: t.field({
      type: ProbeGate,
      nullable: true,
      description: 'What releases have to pass; null: it is only charted.',
      select: { gate: true },
      resolve: ({ gate }) => storedGate(gate),
    }),
    value: t.float({
      nullable: true,
      description: 'The newest number; null: there was none so far.',
      select: { monitor: { select: { value: true } } },
      resolve: ({ monitor }) => monitor?.value ?? null,
    }),
    sampledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When there was a number last.',
      select: { monitor: { select: { sampledAt: true } } },
      resolve: ({ monitor }) => monitor?.sampledAt ?? null,
    }),
    problem: t.string({
      nullable: true,
      description: 'Why the last try gave no number; null: it did.',
      select: { monitor: { select: { problem: true } } },
      resolve: ({ monitor }) => monitor?.problem ?? null,
    }),
  }),
})

builder.prismaObjectField(modelType('Environment'), 'probes', (t) =>
  t.relation('probes', { query: { orderBy: { name: 'asc' } }, description: "The application's numbers, by name." }),
)

builder.queryField('probeMetrics', (t) =>
  t.field({
    type: MetricSeries,
    description: 'The values of a probe over a span, as `serverMetrics` has them: its one series is `value`.',
    args: {
      probeId: t.arg.id({ required: true, description: 'Of the probe.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'Its beginning.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Its end; at most 91 days behind the beginning.' }),
    },
    resolve: (_root, { probeId, ...wish }, context) =>
      context.services.metrics.probeMetrics(viewerOf(context), probeId, wish),
  }),
)

const ProbeInput = builder.inputType('ProbeInput', {
  description: 'What a probe asks, and what its number is.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique in the environment.' }),
    kind: t.field({ type: ProbeKind, required: true, description: 'How it asks.' }),
    url: t.string({ description: 'For HTTP: http or https. Everybody sees it, so leave secrets out.' }),
    command: t.string({
      description: 'For COMMAND: a shell script that only reads, within 10 s. It gets no variables of the environment.',
    }),
    serverId: t.id({ description: 'For COMMAND: a server of the environment.' }),
    pointer: t.string({
      description:
        'Where the number stands in a JSON answer, such as `/queue/length`. Left out: the answer is one number.',
    }),
    unit: t.field({ type: MetricUnit, description: 'Left out: NUMBER.' }),
    everySeconds: t.int({ description: 'Between two questions, 5 to 3600. Left out: 30.' }),
    limit: t.float({ description: 'The fixed top of the axis. Left out: as the unit says.' }),
    gate: t.field({
      type: ProbeGateInput,
      description: 'What releases have to pass. Left out: nothing, it is only charted.',
    }),
  }),
})

interface Tried {
  value?: number
  problem?: string
  milliseconds: number
}

const ProbeTest = builder.objectRef<Tried>('ProbeTest').implement({
  description: 'What came of trying a probe once.',
  fields: (t) => ({
    value: t.float({
      nullable: true,
      description: 'The number; null: see `problem`.',
      resolve: (tried) => tried.value,
    }),
    problem: t.string({ nullable: true, description: 'Why there is none.', resolve: (tried) => tried.problem }),
    milliseconds: t.exposeInt('milliseconds', { description: 'How long it took.' }),
  }),
})

const input = { type: ProbeInput, required: true } as const

builder.mutationFields((t) => ({
  addProbe: t.prismaField({
    type: Probe,
    description: 'Adds a probe to an environment, at most 50. Needs OPERATOR.',
    args: {
      environmentId: t.arg.id({ required: true, description: 'Of the environment.' }),
      input: t.arg({ ...input, description: 'The probe.' }),
    },
    resolve: async (query, _root, { environmentId, ...args }, context) => {
      const where = await context.services.metrics.addProbe(viewerOf(context), environmentId, args.input)
      return context.services.database.prisma.probe.findUniqueOrThrow({ ...query, where })
    },
  }),
  updateProbe: t.prismaField({
    type: Probe,
    description: 'Replaces a probe whole; what it measured stays. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the probe.' }),
      input: t.arg({ ...input, description: 'The probe as it shall be.' }),
    },
    resolve: async (query, _root, { id, ...args }, context) => {
      await context.services.metrics.updateProbe(viewerOf(context), id, args.input)
      return context.services.database.prisma.probe.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeProbe: t.id({
    description: 'Removes a probe with what it measured. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the probe.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.metrics.removeProbe(viewerOf(context), id)
      return id
    },
  }),
  testProbe: t.field({
    type: ProbeTest,
    description: 'Asks once what such a probe would ask, at once and from here; nothing is stored. Needs OPERATOR.',
    args: {
      environmentId: t.arg.id({ required: true, description: 'Of the environment.' }),
      input: t.arg({ ...input, description: 'The probe to try.' }),
    },
    resolve: (_root, { environmentId, ...args }, context) =>
      context.services.metrics.testProbe(viewerOf(context), environmentId, args.input, context.signal),
  }),
}))
