const day = 86_400

type Parts = Intl.DateTimeFormatOptions
const clock: Parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
const seconds: Parts = { ...clock, second: '2-digit' }
const date: Parts = { month: 'short', day: 'numeric' }

const formats = new Map<string, Intl.DateTimeFormat>()

function write(time: number, locale: string, zone: string | undefined, parts: Parts): string {
  const key = `${locale} ${zone} ${JSON.stringify(parts)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...parts, timeZone: zone })
  formats.set(key, format)
  return format.format(time * 1000)
}

/**
 * Labels of a time axis in the viewer's language and zone, as short as they can be told apart: a day's first label says the
 * date, the others the time. Times are epoch seconds, `step` the seconds between two labels.
 */
export function timeLabels(times: readonly number[], step: number, locale: string, zone?: string): string[] {
  let before = ''
  return times.map((time, index) => {
    const today = write(time, locale, zone, date)
    const isNewDay = today !== before
    before = today
    if (step >= day) return today
    const at = write(time, locale, zone, step < 60 ? seconds : clock)
    return isNewDay && (index > 0 || isMidnight(time, zone)) ? today : at
  })
}

const isMidnight = (time: number, zone?: string) => write(time, 'en-GB', zone, clock) === '00:00'

/** A moment of a chart in full: to the second for short windows, with the date where that is not today's. */
export function momentText(time: number, locale: string, now = Date.now() / 1000, zone?: string): string {
  const isToday = write(time, locale, zone, date) === write(now, locale, zone, date) && Math.abs(now - time) < day
  return write(time, locale, zone, isToday ? seconds : { ...date, ...seconds })
}
