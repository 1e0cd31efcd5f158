import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linePoints, summarizeLatency } from './latency.ts'
import { createServerClock } from './server-clock.ts'

describe('what is usual', () => {
  test('of nothing there is none', () => expect(summarizeLatency([])).toBeNull())

  test('half and 95 of 100 are values that were measured', () => {
    expect(summarizeLatency([5])).toEqual({ median: 5, p95: 5 })
    expect(summarizeLatency([9, 1, 5])).toEqual({ median: 5, p95: 9 })
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(summarizeLatency(hundred)).toEqual({ median: 50, p95: 95 })
  })
})

describe('the line', () => {
  test('stays within its box whatever the values are', () => {
    const size = { width: 200, height: 34 }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const points = linePoints(values, size)
          .split(' ')
          .map((each) => each.split(',').map(Number))
        expect(points).toHaveLength(values.length)
        for (const [x = -1, y = -1] of points) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(size.width)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(size.height)
        }
      }),
    )
  })

  test('a longer wait is drawn higher', () => {
    const [short = '', long = ''] = linePoints([10, 900], { width: 10, height: 100 }).split(' ')
    expect(Number(long.split(',')[1])).toBeLessThan(Number(short.split(',')[1]))
  })
})

describe('the clock of the server', () => {
  test('nothing is known at first', () => expect(createServerClock().aheadMs).toBe(0))

  test('is never further off than half the quickest answer', () => {
    const trip = fc.record({ out: fc.integer({ min: 0, max: 300 }), back: fc.integer({ min: 0, max: 300 }) })
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.array(trip, { minLength: 1, maxLength: 20 }),
        (ahead, trips) => {
          const clock = createServerClock()
          for (const [index, { out, back }] of trips.entries()) {
            const before = index * 1_000
            clock.note(before, before + out + ahead, before + out + back)
          }
          const quickest = Math.min(...trips.map(({ out, back }) => out + back))
          expect(Math.abs(clock.aheadMs - ahead)).toBeLessThanOrEqual(quickest / 2)
        },
      ),
    )
  })

  test('a clock that was set is believed', () => {
    const clock = createServerClock()
    clock.note(0, 5_010, 20)
    clock.note(1_000, 1_010, 1_020)
    expect(clock.aheadMs).toBe(0)
  })
})
