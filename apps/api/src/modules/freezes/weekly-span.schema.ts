import { builder } from '../../graphql/builder.ts'
import type { WeeklySpan as Span } from './weekly-span.ts'

const Weekday = builder.enumType('Weekday', {
  description: 'A day of the week.',
  values: {
    MON: { description: 'Monday.' },
    TUE: { description: 'Tuesday.' },
    WED: { description: 'Wednesday.' },
    THU: { description: 'Thursday.' },
    FRI: { description: 'Friday.' },
    SAT: { description: 'Saturday.' },
    SUN: { description: 'Sunday.' },
  } as const,
})

export const WeeklySpan = builder.objectRef<Span>('WeeklySpan').implement({
  description: 'A time of the week, as a clock on the wall in its time zone shows it.',
  fields: (t) => ({
    days: t.expose('days', { type: [Weekday], description: 'On which it begins.' }),
    from: t.exposeString('from', { description: 'HH:MM.' }),
    to: t.exposeString('to', { description: 'HH:MM, to 24:00; before `from`: on the next day.' }),
    timeZone: t.exposeString('timeZone', { description: 'By its name in the IANA database.' }),
  }),
})

export const WeeklySpanInput = builder.inputType('WeeklySpanInput', {
  description: 'A time of the week, as a clock on the wall in its time zone shows it.',
  fields: (t) => ({
    days: t.field({ type: [Weekday], required: true, description: 'On which it begins; at least one.' }),
    from: t.string({ required: true, description: 'HH:MM.' }),
    to: t.string({ required: true, description: 'HH:MM, to 24:00; before `from`: on the next day.' }),
    timeZone: t.string({ required: true, description: 'Such as Asia/Shanghai, Europe/Berlin or UTC.' }),
  }),
})
