import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timersOf } from './timers-of.ts'
import { afterWorking, type Calendar, workingBetween } from './working-time.ts'

const HOUR = 3_600_000
const china: Calendar = {
  timeZone: 'Asia/Shanghai',
  hours: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
    { days: [1, 2, 3, 4, 5], from: '13:00', to: '18:00' },
  ],
  days: [
    { date: '2026-10-01', title: 'National Day', works: false },
    { date: '2026-10-02', title: 'National Day', works: false },
    { date: '2026-10-10', title: 'Makes up for it', works: true },
  ],
}
const at = (text: string) => Date.parse(text)
const after = (from: string, hours: number, calendar = china) =>
  new Date(afterWorking(calendar, at(from), hours * HOUR)).toISOString()

test('counts over the noon break, nights, weekends, holidays and days that make up for them', () => {
  // 2026-09-30 is a Wednesday; 18:00 in Shanghai is 10:00 in UTC.
  expect(after('2026-09-30T03:30:00Z', 1)).toBe('2026-09-30T05:30:00.000Z')
  expect(after('2026-09-30T09:00:00Z', 2)).toBe('2026-10-05T02:00:00.000Z')
  expect(after('2026-10-09T09:00:00Z', 2)).toBe('2026-10-10T02:00:00.000Z')
  expect(after('2026-10-03T00:00:00Z', 8)).toBe('2026-10-05T10:00:00.000Z')
})

test('keeps to the clock on the wall when it is changed', () => {
  const berlin: Calendar = { timeZone: 'Europe/Berlin', hours: [{ days: [7], from: '01:00', to: '04:00' }], days: [] }
  // On 2026-03-29 the hour from 2 to 3 is skipped, on 2026-10-25 it comes twice.
  expect(workingBetween(berlin, at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z'))).toBe(2 * HOUR)
  expect(workingBetween(berlin, at('2026-10-24T12:00:00Z'), at('2026-10-26T12:00:00Z'))).toBe(4 * HOUR)
})

const time = fc.integer({ min: 0, max: 23 })
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
const calendars = fc.record({
  timeZone: fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
  hours: fc.array(
    fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
        from: time,
        length: fc.integer({ min: 1, max: 12 }),
      })
      .map(({ days, from, length }) => ({ days, from: clock(from), to: clock(Math.min(24, from + length)) })),
    { minLength: 1, maxLength: 3 },
  ),
  days: fc.constant(china.days),
})
const moments = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') })
const spans = fc.integer({ min: 1, max: 60 * HOUR })

test('so much working time lies between a moment and what is so much later, whatever the calendar', () => {
  fc.assert(
    fc.property(calendars, moments, spans, spans, (calendar, from, one, other) => {
      const to = afterWorking(calendar, from, one)
      expect(workingBetween(calendar, from, to)).toBe(one)
      expect(workingBetween(calendar, from, to - 1)).toBeLessThan(one)
      expect(afterWorking(calendar, to, other)).toBe(afterWorking(calendar, from, one + other))
    }),
    { numRuns: 60 },
  )
})

test('reminds at a half and at nine tenths, then asks others, who get half of it again; alone it expires', () => {
  const from = new Date('2026-09-28T01:00:00Z')
  const ofDeadline = (escalates: boolean, workingTime: boolean) =>
    timersOf({ minutes: 600, workingTime, escalateTo: escalates ? [{ kind: 'LEAD' }] : [] }, from, china).map(
      ({ kind, dueAt }) => `${kind} ${dueAt.slice(5, 16)}`,
    )
  expect(ofDeadline(false, false)).toEqual([
    ...['REMIND_HALF 09-28T06:00', 'REMIND_NINE_TENTHS 09-28T10:00', 'EXPIRE 09-28T11:00'],
  ])
  expect(ofDeadline(true, true)).toEqual([
    ...['REMIND_HALF 09-28T07:00', 'REMIND_NINE_TENTHS 09-29T02:00', 'ESCALATE 09-29T03:00', 'EXPIRE 09-29T09:00'],
  ])
})
