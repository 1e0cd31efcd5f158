import type { Calendar } from './calendar-operations.ts'

/** The working calendar as it is being changed. */
export interface CalendarDraft {
  timeZone: string
  hours: { days: number[]; from: string; to: string }[]
  days: { date: string; title: string; works: boolean }[]
}

export const toCalendarDraft = ({ timeZone, hours, days }: Calendar): CalendarDraft => ({
  timeZone,
  hours: hours.map((each) => ({ ...each, days: [...each.days] })),
  days: days.map((each) => ({ ...each })),
})

/** Days in the order of the year, without those that nobody dated. */
export const toCalendarInput = ({ timeZone, hours, days }: CalendarDraft) => ({
  timeZone: timeZone.trim(),
  hours: hours.map(({ days: week, from, to }) => ({ days: week.toSorted(), from: from.trim(), to: to.trim() })),
  days: days
    .filter(({ date }) => date !== '')
    .map(({ date, title, works }) => ({ date, title: title.trim(), works }))
    .toSorted((one, other) => one.date.localeCompare(other.date)),
})

/** What a new line begins with. */
export const newHours = () => ({ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' })
export const toggled = (days: readonly number[], day: number) =>
  days.includes(day) ? days.filter((each) => each !== day) : [...days, day].toSorted()
