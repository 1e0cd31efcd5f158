import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseGrain, KEPT, MAX_POINTS } from './tiers.ts'

const NOW = 2_000_000_000
const span = (seconds: number, samples = 100_000) =>
  chooseGrain({ from: NOW - seconds, to: NOW }, { now: NOW, samples })

test.each([
  ['5 minutes, sampled every second', span(300, 300), 1, 1],
  ['an hour, sampled every 30 s', span(3600, 120), 1, 1],
  ['an hour, sampled every second', span(3600, 3600), 60, 60],
  ['a day', span(86_400), 60, 60],
  ['a week', span(7 * 86_400), 600, 600],
  ['30 days', span(30 * 86_400), 3600, 3600],
  ['90 days', span(90 * 86_400), 3600, 7200],
])('%s', (_name, choice, grain, windowSeconds) => {
  expect(choice).toEqual({ grain, windowSeconds })
})

test('whatever is asked: at most 1,500 windows, whole ones of a grain that still covers the span', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 90 * 86_400 }),
      fc.integer({ min: 1, max: 91 * 86_400 }),
      fc.nat(5000),
      (ago, long, samples) => {
        const [from, to] = [NOW - ago, NOW - ago + long]
        const { grain, windowSeconds } = chooseGrain({ from, to }, { now: NOW, samples })
        const windows = grain === 1 ? samples : Math.floor(to / windowSeconds) - Math.floor(from / windowSeconds) + 1
        expect(windows).toBeLessThanOrEqual(MAX_POINTS)
        expect(windowSeconds % grain).toBe(0)
        if (grain !== 3600) expect(ago).toBeLessThanOrEqual(KEPT[grain] * 1.1)
      },
    ),
  )
})
