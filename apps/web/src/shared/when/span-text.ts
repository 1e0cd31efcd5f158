import { text } from '../i18n/i18n.ts'
import { daysText } from './days-text.ts'
import type { WeeklySpan } from './weekly-span.ts'

/** A time of the week as people write it, in the viewer's language. */
export const spanText = ({ days, from, to, timeZone }: WeeklySpan) =>
  `${daysText(days, (day) => text(`weekday.${day}`))} ${from}–${to} (${timeZone})`
