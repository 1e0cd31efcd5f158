import { expect, test } from 'vitest'
import { formatDuration, formatExact, formatRough } from './duration.ts'

test('durations are short and never negative', () => {
  expect(formatDuration(-5)).toBe('0 s')
  expect(formatDuration(12_900)).toBe('12 s')
  expect(formatDuration(185_000)).toBe('3 m 05 s')
  expect(formatDuration(7_620_000)).toBe('2 h 07 m')
  expect(formatExact(1_260)).toBe('1.3 s')
  expect(formatExact(61_000)).toBe('1 m 01 s')
  expect([5_000, 65_000, 7_620_000, 300_000_000].map(formatRough)).toEqual(['5 s', '1 m', '2 h', '3 d'])
})
