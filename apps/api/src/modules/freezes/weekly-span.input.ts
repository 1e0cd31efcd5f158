import { z } from 'zod'
import { isTimeZone } from '../kernel/time-zones.ts'
import { weekdays } from './weekly-span.ts'

const time = (pattern: RegExp, example: string) => z.string().regex(pattern, `Write a time such as ${example}.`)

export const weeklySpan = z
  .object({
    days: z
      .array(z.enum(weekdays))
      .min(1, 'Choose at least one day.')
      .transform((days) => weekdays.filter((day) => days.includes(day))),
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/, '09:00'),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '17:30 or 24:00'),
    timeZone: z.string().refine(isTimeZone, 'Write a time zone such as Asia/Shanghai or UTC.'),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'It ends when it begins. A whole day is 00:00 to 24:00.',
  })

export const weeklySpans = z.array(weeklySpan).max(20, 'Use at most 20 times of the week.')
