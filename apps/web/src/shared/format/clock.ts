const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format
}

/** The time of day in the viewer's zone: `14:05`. */
export const formatClock = (iso: string, locale: string) =>
  formatOf(locale, 'clock', { hour: '2-digit', minute: '2-digit' }).format(Date.parse(iso))

const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0)

/** The day for people: today, yesterday, then the weekday with the date, with the year when it is another one. */
export function formatDay(iso: string, now: number, locale: string): string {
  const at = Date.parse(iso)
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000)
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day')
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1)
  }
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const year = sameYear ? {} : ({ year: 'numeric' } as const)
  return formatOf(locale, sameYear ? 'day' : 'dayOfYear', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...year,
  }).format(at)
}
