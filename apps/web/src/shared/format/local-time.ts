const two = (value: number) => String(value).padStart(2, '0')

/** A moment as a `datetime-local` control wants it, in the viewer's zone, to the minute. */
export function toLocalInput(ms: number): string {
  const at = new Date(ms)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** What was typed there as a moment in UTC, or null when it is none. */
export function fromLocalInput(typed: string): string | null {
  const ms = typed ? new Date(typed).getTime() : Number.NaN
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** The viewer's zone with its distance from UTC at that moment, which summer time changes: `Europe/Berlin (GMT+2)`. */
export function zoneName(at: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZoneName: 'shortOffset' })
  const offset = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const { timeZone } = format.resolvedOptions()
  return offset && offset !== timeZone ? `${timeZone} (${offset})` : timeZone
}
