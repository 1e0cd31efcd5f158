import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { guardFreezes } from './freezes.policy.ts'
import { WeeklySpan, WeeklySpanInput } from './weekly-span.schema.ts'
import { isWithin, type WeeklySpan as Span } from './weekly-span.ts'

const FreezeScope = builder.enumType('FreezeScope', {
  description: 'What a freeze holds.',
  values: {
    EVERYTHING: { description: 'All releases.' },
    PRODUCTION: { description: 'Those to PRODUCTION environments.' },
    PROJECT: { description: 'Those of a project.' },
    ENVIRONMENT: { description: 'Those to an environment.' },
  } as const,
})

const spansOf = (stored: unknown) => (stored ?? []) as Span[]

const Freeze = builder.prismaObject('Freeze', {
  description: 'A time in which releases do not begin, whoever or whatever asked for them.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    scope: t.expose('scope', { type: FreezeScope, description: 'What it holds.' }),
    project: t.relation('project', { nullable: true, description: 'With the scope PROJECT: which.' }),
    environment: t.relation('environment', { nullable: true, description: 'With the scope ENVIRONMENT: which.' }),
    reason: t.exposeString('reason', { description: 'Why, in the words of whoever made it.' }),
    strict: t.exposeBoolean('strict', { description: 'Only an ADMIN may let a release begin in spite of it.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', nullable: true, description: 'Null: it is weekly.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', nullable: true, description: 'Null: it is weekly.' }),
    weekly: t.field({
      type: [WeeklySpan],
      description: 'Every week at these times; none: it is once.',
      resolve: ({ weekly }) => spansOf(weekly),
    }),
    activeNow: t.boolean({
      description: 'It holds releases at this moment.',
      resolve: ({ startsAt, endsAt, weekly }) => {
        const now = Date.now()
        if (startsAt && endsAt) return now >= startsAt.getTime() && now < endsAt.getTime()
        return spansOf(weekly).some((span) => isWithin(span, now))
      },
    }),
    createdBy: t.relation('createdBy', { description: 'Who made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})

const FreezeInput = builder.inputType('FreezeInput', {
  description: 'Either `startsAt` and `endsAt`, or `weekly`.',
  fields: (t) => ({
    scope: t.field({ type: FreezeScope, required: true, description: 'What it holds.' }),
    projectId: t.id({ description: 'With the scope PROJECT.' }),
    environmentId: t.id({ description: 'With the scope ENVIRONMENT.' }),
    reason: t.string({ required: true, description: 'For those who wait; at most 300 characters.' }),
    strict: t.boolean({ description: 'Only an ADMIN may override, change or remove it. Left out: false.' }),
    startsAt: t.field({ type: 'DateTime', description: 'From then.' }),
    endsAt: t.field({ type: 'DateTime', description: 'Until then.' }),
    weekly: t.field({ type: [WeeklySpanInput], description: 'Every week at these times; at most 20.' }),
  }),
})

builder.queryField('freezes', (t) =>
  t.prismaField({
    type: [Freeze],
    description: 'All freezes, the newest first.',
    args: { past: t.arg.boolean({ description: 'Those that are over too. Left out: false.' }) },
    resolve: (query, _root, { past }, context) => {
      guardFreezes(viewerOf(context), 'freezes')
      const where = past ? {} : { OR: [{ endsAt: null }, { endsAt: { gt: new Date() } }] }
      return context.services.database.prisma.freeze.findMany({ ...query, where, orderBy: { id: 'desc' }, take: 500 })
    },
  }),
)

builder.mutationFields((t) => ({
  addFreeze: t.prismaField({
    type: Freeze,
    description: 'Holds releases back for a time; those that run go on. Needs OPERATOR; strict ones ADMIN.',
    args: { input: t.arg({ type: FreezeInput, required: true, description: 'What, when and why.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.freezes.addFreeze(viewerOf(context), input)
      return context.services.database.prisma.freeze.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateFreeze: t.prismaField({
    type: Freeze,
    description: 'Replaces a freeze. Needs OPERATOR; strict ones ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the freeze.' }),
      input: t.arg({ type: FreezeInput, required: true, description: 'All of it.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.freezes.updateFreeze(viewerOf(context), id, input)
      return context.services.database.prisma.freeze.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeFreeze: t.id({
    description: 'Removes a freeze; what waited goes on. Answers its id. Needs OPERATOR; strict ones ADMIN.',
    args: { id: t.arg.id({ required: true, description: 'Of the freeze.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.freezes.removeFreeze(viewerOf(context), id)
      return id
    },
  }),
}))
