import { offsetAt } from '../kernel/time-zones.ts'

/** When people work, as the clock on a wall in the time zone shows it. */
export interface Calendar {
  timeZone: string
  hours: WorkingHours[]
  days: SpecialDay[]
}

export interface WorkingHours {
  /** 1 is Monday, 7 Sunday. */
  days: number[]
  /** HH:MM; `to` may be 24:00 and is later than `from`. */
  from: string
  to: string
}

/** A holiday, or (`works`) a day off on which people work for once (调休): then by the hours of a Monday. */
export interface SpecialDay {
  /** 2026-10-01 */
  date: string
  title: string
  works: boolean
}

interface Span {
  from: number
  to: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Deadlines are far shorter; a calendar in which nobody works for so long is no calendar. */
const HORIZON_DAYS = 3_660

const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

/** The moment at which the wall's clock shows this; what it skips is the moment of the change, what it shows twice the first. */
function momentOf(timeZone: string, wall: number): number {
  const [early, late] = [wall - offsetAt(timeZone, wall - DAY), wall - offsetAt(timeZone, wall + DAY)]
  const fits = [early, late].filter((at) => at + offsetAt(timeZone, at) === wall)
  return fits.length > 0 ? Math.min(...fits) : Math.max(early, late)
}

/** The working time of the day that begins at this wall time, in order, without overlaps. */
function spansOf({ timeZone, hours, days }: Calendar, wallDay: number): Span[] {
  const date = new Date(wallDay)
  const special = days.find((day) => day.date === date.toISOString().slice(0, 10))
  if (special && !special.works) return []
  const weekday = ((date.getUTCDay() + 6) % 7) + 1
  const usual = hours.filter((span) => span.days.includes(weekday))
  const meant = special && usual.length === 0 ? hoursOfMonday(hours) : usual
  const spans = meant
    .map(({ from, to }) => ({
      from: momentOf(timeZone, wallDay + minutesOf(from) * MINUTE),
      to: momentOf(timeZone, wallDay + minutesOf(to) * MINUTE),
    }))
    .sort((a, b) => a.from - b.from)
  let end = Number.NEGATIVE_INFINITY
  return spans.flatMap((span) => {
    const from = Math.max(span.from, end)
    end = Math.max(end, span.to)
    return from < span.to ? [{ from, to: span.to }] : []
  })
}

function hoursOfMonday(hours: WorkingHours[]): WorkingHours[] {
  const monday = hours.filter(({ days }) => days.includes(1))
  return monday.length > 0 ? monday : hours.slice(0, 1)
}

/** Working time from a moment on, day by day. */
function* spansFrom(calendar: Calendar, from: number): Generator<Span> {
  const wall = from + offsetAt(calendar.timeZone, from)
  // A change of the clocks may put a moment on the day before.
  const first = Math.floor(wall / DAY) * DAY - DAY
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    for (const span of spansOf(calendar, first + day * DAY)) {
      if (span.to > from) yield { from: Math.max(span.from, from), to: span.to }
    }
  }
}

/** The moment at which so many ms of working time have passed since `from`; where nobody ever works, all time counts. */
export function afterWorking(calendar: Calendar, from: number, ms: number): number {
  if (ms <= 0) return from
  let left = ms
  for (const span of spansFrom(calendar, from)) {
    if (span.to - span.from >= left) return span.from + left
    left -= span.to - span.from
  }
  return from + ms
}

/** How much working time lies between two moments, in ms. */
export function workingBetween(calendar: Calendar, from: number, to: number): number {
  let sum = 0
  for (const span of spansFrom(calendar, from)) {
    if (span.from >= to) break
    sum += Math.min(span.to, to) - span.from
  }
  return sum
}
