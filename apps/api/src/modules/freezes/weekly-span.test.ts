import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isTimeZone } from '../kernel/time-zones.ts'
import { isWithin, nextChange, type WeeklySpan, weekdays } from './weekly-span.ts'

const MINUTE = 60_000
const at = (text: string) => Date.parse(text)
const span = (days: WeeklySpan['days'], from: string, to: string, timeZone: string): WeeklySpan => ({
  days,
  from,
  to,
  timeZone,
})

/** What a person would do: read the clock on the wall, and leaf through the week. */
function oracle({ days, from, to, timeZone }: WeeklySpan, moment: number): boolean {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment)
  const read = (type: string) => shown.find((part) => part.type === type)?.value ?? ''
  const today = read('weekday').toUpperCase().slice(0, 3) as WeeklySpan['days'][number]
  const yesterday = weekdays[(weekdays.indexOf(today) + 6) % 7] as WeeklySpan['days'][number]
  const time = `${read('hour')}:${read('minute')}`
  if (from < to) return days.includes(today) && from <= time && time < to
  return (days.includes(today) && from <= time) || (days.includes(yesterday) && time < to)
}

const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
const two = (n: number) => String(n).padStart(2, '0')
const minutes = fc.integer({ min: 0, max: 1439 })
const shown = (n: number) => `${two(Math.floor(n / 60))}:${two(n % 60)}`
const spans = fc
  .record({
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    from: minutes.map(shown),
    to: fc.oneof(minutes.map(shown), fc.constant('24:00')),
    timeZone: fc.constantFrom(...zones),
  })
  .filter(({ from, to }) => from !== to)
// Around the changes of clocks of 2026 and 2027, and any other time.
const changes = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
]
const moments = fc.oneof(
  fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-12-31T00:00Z') }),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * 60, max: 30 * 60 }))
    .map(([change, n]) => at(change) + n * MINUTE),
)

describe('a span of the week', () => {
  it('is what the clock on the wall says', () => {
    fc.assert(
      fc.property(spans, moments, (one, moment) => {
        expect(isWithin(one, moment)).toBe(oracle(one, moment))
      }),
      { numRuns: 2000 },
    )
  })

  it('changes next exactly where leafing through it minute by minute finds it', () => {
    fc.assert(
      fc.property(spans, moments, (one, moment) => {
        const next = nextChange(one, moment)
        const now = isWithin(one, moment)
        if (next === null) {
          for (let m = moment; m < moment + 8 * 24 * 60 * MINUTE; m += 7 * MINUTE) expect(isWithin(one, m)).toBe(now)
          return
        }
        expect(next).toBeGreaterThan(moment)
        expect(isWithin(one, next)).toBe(!now)
        expect(isWithin(one, next - 1)).toBe(now)
        const step = Math.max(MINUTE, Math.floor((next - moment) / 400))
        for (let m = moment; m < next; m += step) expect(isWithin(one, m)).toBe(now)
      }),
      { numRuns: 400 },
    )
  })

  test.each<[string, WeeklySpan, string, boolean]>([
    ['the end does not belong to it', span(['MON'], '09:00', '17:00', 'UTC'), '2026-11-23T17:00:00Z', false],
    ['its beginning does', span(['MON'], '09:00', '17:00', 'UTC'), '2026-11-23T09:00:00Z', true],
    ['24:00 is the end of the day', span(['SUN'], '00:00', '24:00', 'UTC'), '2026-11-22T23:59:59.999Z', true],
    ['and not the next one', span(['SUN'], '00:00', '24:00', 'UTC'), '2026-11-23T00:00:00Z', false],
    ['over midnight it belongs to where it began', span(['FRI'], '22:00', '06:00', 'UTC'), '2026-11-28T05:59Z', true],
    ['and is over after that', span(['FRI'], '22:00', '06:00', 'UTC'), '2026-11-27T05:59Z', false],
    ['a day is a day of the zone', span(['MON'], '00:00', '24:00', 'Asia/Shanghai'), '2026-11-22T16:00Z', true],
    [
      'an hour that is skipped is not there',
      span(['SUN'], '02:10', '02:50', 'Europe/Berlin'),
      '2026-03-29T01:20Z',
      false,
    ],
    ['an hour that comes twice', span(['SUN'], '02:10', '02:50', 'Europe/Berlin'), '2026-10-25T00:20Z', true],
    ['is there twice', span(['SUN'], '02:10', '02:50', 'Europe/Berlin'), '2026-10-25T01:20Z', true],
  ])('%s', (_what, one, moment, expected) => {
    expect(isWithin(one, at(moment))).toBe(expected)
  })

  it('never ends when it is the whole week', () => {
    expect(nextChange(span([...weekdays], '00:00', '24:00', 'Europe/Berlin'), at('2026-03-28T00:00Z'))).toBeNull()
  })
})

test.each(['UTC', 'Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true)
})
test.each(['', '+08:00', 'Mars/Olympus', 'Asia/Shanghai\n', '../etc/passwd', "'; DROP", '__proto__', 'a'.repeat(200)])(
  '%j is none',
  (name) => {
    expect(isTimeZone(name)).toBe(false)
  },
)
