import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { Calendar, SpecialDay, WorkingHours } from './working-time.ts'

const User = modelType('User')

const WorkingHoursType = builder.objectRef<WorkingHours>('WorkingHours').implement({
  description: 'A time of the week in which people work.',
  fields: (t) => ({
    days: t.exposeIntList('days', { description: '1 is Monday, 7 Sunday.' }),
    from: t.exposeString('from', { description: 'HH:MM, by the clock of the time zone.' }),
    to: t.exposeString('to', { description: 'HH:MM; 24:00 is the end of the day.' }),
  }),
})

const SpecialDayType = builder.objectRef<SpecialDay>('SpecialDay').implement({
  description: 'A day that is not as its weekday says.',
  fields: (t) => ({
    date: t.exposeString('date', { description: 'Such as 2026-10-01.' }),
    title: t.exposeString('title', { description: 'Such as National Day.' }),
    works: t.exposeBoolean('works', {
      description: 'False: a holiday. True: people work although they would not (调休), by the hours of a Monday.',
    }),
  }),
})

const WorkingCalendar = builder.objectRef<Calendar>('WorkingCalendar').implement({
  description: 'When people work. Deadlines in working time are counted by it.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'Such as Asia/Shanghai.' }),
    hours: t.field({ type: [WorkingHoursType], description: 'Of a usual week.', resolve: ({ hours }) => hours }),
    days: t.field({ type: [SpecialDayType], description: 'By date.', resolve: ({ days }) => days }),
  }),
})

const StandingDelegation = builder.prismaObject('StandingDelegation', {
  description: 'From one date to another somebody else is asked in somebody’s place.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    user: t.relation('user', { description: 'Who is away.' }),
    delegate: t.relation('delegate', { description: 'Who is asked instead.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'From when.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'Until when.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was ended early.' }),
  }),
})

builder.queryFields((t) => ({
  standingDelegations: t.prismaField({
    type: [StandingDelegation],
    description: 'Your own, and those by which you act for somebody; the newest first.',
    resolve: (query, _root, _args, context) =>
      context.services.database.prisma.standingDelegation.findMany({
        ...query,
        where: context.services.tickets.whereDelegations(viewerOf(context)),
        orderBy: { startsAt: 'desc' },
        take: 200,
      }),
  }),
  workingCalendar: t.field({
    type: WorkingCalendar,
    description: 'When people work.',
    resolve: (_root, _args, context) => context.services.tickets.workingCalendar(viewerOf(context)),
  }),
}))

const WorkingHoursInput = builder.inputType('WorkingHoursInput', {
  description: 'A time of the week in which people work.',
  fields: (t) => ({
    days: t.intList({ required: true, description: '1 is Monday, 7 Sunday.' }),
    from: t.string({ required: true, description: 'HH:MM.' }),
    to: t.string({ required: true, description: 'HH:MM, later than `from`; 24:00 is the end of the day.' }),
  }),
})

const SpecialDayInput = builder.inputType('SpecialDayInput', {
  description: 'A day that is not as its weekday says.',
  fields: (t) => ({
    date: t.string({ required: true, description: 'Such as 2026-10-01.' }),
    title: t.string({ required: true, description: 'At most 100 characters.' }),
    works: t.boolean({ required: true, description: 'False: a holiday. True: people work (调休).' }),
  }),
})

const UpdateWorkingCalendarInput = builder.inputType('UpdateWorkingCalendarInput', {
  description: 'The whole calendar. Deadlines that are running keep the times that they have.',
  fields: (t) => ({
    timeZone: t.string({ required: true, description: 'Such as Asia/Shanghai.' }),
    hours: t.field({ type: [WorkingHoursInput], required: true, description: 'Of a usual week; 1 to 20.' }),
    days: t.field({ type: [SpecialDayInput], description: 'At most 1000, each date once.' }),
  }),
})

const AddStandingDelegationInput = builder.inputType('AddStandingDelegationInput', {
  description: 'Who is asked in your place, and for how long.',
  fields: (t) => ({
    delegateId: t.id({ required: true, description: 'Who.' }),
    startsAt: t.field({ type: 'DateTime', description: 'From when; left out: now.' }),
    endsAt: t.field({ type: 'DateTime', required: true, description: 'Until when: at most a year.' }),
    reason: t.string({ description: 'At most 500 characters.' }),
  }),
})

builder.mutationFields((t) => ({
  addStandingDelegation: t.prismaField({
    type: StandingDelegation,
    description: 'Has somebody asked in your place from now on. CONFLICT when you have another one in that time.',
    args: { input: t.arg({ type: AddStandingDelegationInput, required: true, description: 'Who, when.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.tickets.addStandingDelegation(viewerOf(context), input)
      return context.services.database.prisma.standingDelegation.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  revokeStandingDelegation: t.prismaField({
    type: StandingDelegation,
    description: 'Ends a delegation of yours early. What was asked of the other meanwhile stays with them.',
    args: { id: t.arg.id({ required: true, description: 'Of the delegation.' }) },
    resolve: async (query, _root, args, context) => {
      const { id } = await context.services.tickets.revokeStandingDelegation(viewerOf(context), args.id)
      return context.services.database.prisma.standingDelegation.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateWorkingCalendar: t.field({
    type: WorkingCalendar,
    description: 'Says when people work. Needs ADMIN.',
    args: { input: t.arg({ type: UpdateWorkingCalendarInput, required: true, description: 'The calendar.' }) },
    resolve: (_root, { input }, context) => context.services.tickets.updateWorkingCalendar(viewerOf(context), input),
  }),
  setLead: t.prismaField({
    type: User,
    description: "Says who leads somebody: whom flows ask for the initiator's lead. Needs ADMIN.",
    args: {
      userId: t.arg.id({ required: true, description: 'Who is led.' }),
      leadId: t.arg.id({ description: 'By whom; null: by nobody.' }),
    },
    resolve: async (query, _root, { userId, leadId }, context) => {
      const { id } = await context.services.tickets.setLead(viewerOf(context), userId, leadId ?? null)
      return context.services.database.prisma.user.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))

builder.prismaObjectFields(User, (t) => ({
  lead: t.relation('lead', { nullable: true, description: 'Who leads this person; null: nobody.' }),
}))
