import { offsetAt } from '../kernel/time-zones.ts'

/** Monday first, as people count the days of a week of work. */
export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export type Weekday = (typeof weekdays)[number]

/**
 * A time of the week as the clock on a wall in the time zone shows it. `to` may be 24:00; a span that ends before it begins goes
 * on after midnight and belongs to the day on which it began. What the clock shows twice is in it twice, what it skips is not.
 */
export interface WeeklySpan {
  days: Weekday[]
  /** HH:MM */
  from: string
  to: string
  timeZone: string
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A change of the clocks may skip a span for once; it is back a week later. */
const HORIZON_DAYS = 15

const timeOf = (text: string) => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * MINUTE

/** Whether the moment (ms since 1970) lies in it; its beginning does, its end does not. */
export function isWithin({ days, from, to, timeZone }: WeeklySpan, at: number): boolean {
  const wall = at + offsetAt(timeZone, at)
  const time = ((wall % DAY) + DAY) % DAY
  // 1 January 1970 was a Thursday.
  const day = (((Math.floor(wall / DAY) + 3) % 7) + 7) % 7
  const on = (index: number) => days.includes(weekdays[(index + 7) % 7] as Weekday)
  const [begin, end] = [timeOf(from), timeOf(to)]
  if (begin < end) return on(day) && time >= begin && time < end
  return (on(day) && time >= begin) || (on(day - 1) && time < end)
}

/** The next moment at which `isWithin` answers otherwise; null: not within the next two weeks. */
export function nextChange(span: WeeklySpan, after: number): number | null {
  const { timeZone } = span
  const inside = isWithin(span, after)
  const stops = [timeOf(span.from), timeOf(span.to), DAY]
  for (let at = after; at < after + HORIZON_DAYS * DAY; ) {
    const offset = offsetAt(timeZone, at)
    const time = (((at + offset) % DAY) + DAY) % DAY
    const ahead = Math.min(...stops.filter((stop) => stop > time).map((stop) => stop - time))
    const next = at + ahead
    at = offsetAt(timeZone, next) === offset ? next : clockChange(timeZone, at, next)
    if (isWithin(span, at) !== inside) return at
  }
  return null
}

/** The moment between the two at which the clocks of the zone were changed. */
function clockChange(timeZone: string, before: number, after: number): number {
  const offset = offsetAt(timeZone, before)
  let [low, high] = [before, after]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(timeZone, middle) === offset) low = middle
    else high = middle
  }
  return high
}
