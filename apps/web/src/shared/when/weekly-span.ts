export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export type Weekday = (typeof weekdays)[number]

export interface WeeklySpan {
  days: Weekday[]
  from: string
  to: string
  timeZone: string
}

const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** What a new row begins with: the hours of work where the viewer is. */
export const newSpan = (): WeeklySpan => ({
  days: ['MON', 'TUE', 'WED', 'THU', 'FRI'],
  from: '09:00',
  to: '17:00',
  timeZone: ownZone(),
})

/** Spans without what the server adds, as it wants them back. */
export const plainSpans = (spans: readonly WeeklySpan[]): WeeklySpan[] =>
  spans.map(({ days, from, to, timeZone }) => ({ days: [...days], from: from.trim(), to: to.trim(), timeZone }))

/** The zones that the browser knows, for completion. */
export const timeZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')]
