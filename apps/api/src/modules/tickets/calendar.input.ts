import { z } from 'zod'
import { line } from '../kernel/fields.ts'
import { isTimeZone } from '../kernel/time-zones.ts'

const time = (pattern: RegExp, example: string) => z.string().regex(pattern, `Write a time such as ${example}.`)

const hours = z
  .object({
    days: z
      .array(z.int().min(1, 'Days are 1 (Monday) to 7 (Sunday).').max(7, 'Days are 1 (Monday) to 7 (Sunday).'))
      .min(1, 'Choose at least one day.')
      .transform((days) => [...new Set(days)].sort()),
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/, '09:00'),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '18:00 or 24:00'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'It must be later than the beginning.' })

const isDate = (text: string) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

const day = z.object({
  date: z
    .string()
    .regex(/^2\d{3}-\d{2}-\d{2}$/, 'Write a date such as 2026-10-01.')
    .refine(isDate, 'There is no such day.'),
  title: line(100),
  works: z.boolean(),
})

export const calendarInput = z.object({
  timeZone: z.string().refine(isTimeZone, 'Write a time zone such as Asia/Shanghai or UTC.'),
  hours: z
    .array(hours)
    .min(1, 'Say when people work: at least one time of the week.')
    .max(20, 'Use at most 20 times of the week.'),
  days: z
    .array(day)
    .max(1_000, 'Use at most 1000 special days.')
    .superRefine((days, context) => {
      const seen = new Set<string>()
      days.forEach(({ date }, index) => {
        if (seen.has(date)) {
          context.addIssue({ code: 'custom', path: [index, 'date'], message: 'This day is there already.' })
        }
        seen.add(date)
      })
    })
    .nullish()
    .transform((days) => [...(days ?? [])].sort((a, b) => (a.date < b.date ? -1 : 1))),
})

export type CalendarInput = z.input<typeof calendarInput>
