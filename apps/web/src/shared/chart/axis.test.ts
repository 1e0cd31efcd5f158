import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeLabels } from './time-text.ts'
import { valueAxis } from './value-axis.ts'
import { axisText, exactText, valueText } from './value-text.ts'

test('an axis begins at zero, holds the highest value, and its lines are round and evenly apart', () => {
  const highest = fc.double({ min: 0, max: 1e13, noNaN: true })
  fc.assert(
    fc.property(highest, (value) => {
      const { max, splits } = valueAxis('NUMBER', null, value)
      expect(max).toBeGreaterThanOrEqual(value * (1 - 1e-9))
      expect(max).toBeLessThanOrEqual(Math.max(1, value * 2.5))
      expect(splits[0]).toBe(0)
      expect(splits.at(-1)).toBeCloseTo(max, 6)
      expect(splits.length).toBeLessThanOrEqual(6)
    }),
  )
})

test('percentages keep their fixed axis, and quiet machines are drawn quiet', () => {
  expect(valueAxis('PERCENT', 100, 3).splits).toEqual([0, 25, 50, 75, 100])
  expect(valueAxis('PERCENT', 100, 140).max).toBe(100)
  expect(valueAxis('BYTES_PER_SECOND', null, 12).max).toBe(1000)
  expect(valueAxis('NUMBER', null, 0.03).max).toBe(1)
  expect(valueAxis('NUMBER', null, Number.NaN).splits).toEqual([0, 0.25, 0.5, 0.75, 1])
})

test('values are written in their units', () => {
  expect(valueText(7.25, 'PERCENT', 'en-GB')).toBe('7.3 %')
  expect(valueText(42.25, 'PERCENT', 'en-GB')).toBe('42 %')
  expect(valueText(1_234_000, 'BYTES_PER_SECOND', 'en-GB')).toBe('1.2 MB/s')
  expect(valueText(0.1234, 'NUMBER', 'en-GB')).toBe('0.123')
  expect(valueText(0.004, 'NUMBER', 'en-GB')).toBe('0.004')
  expect(valueText(-0.00012345, 'MILLISECONDS', 'en-GB')).toBe('-0.000123 ms')
  expect(valueText(0.04, 'PERCENT', 'en-GB')).toBe('0.04 %')
  expect(axisText(0.002, 'NUMBER', 'en-GB')).toBe('0.002')
  expect(exactText(2.3456789, 'MILLISECONDS', 'en-GB')).toBe('2.3456789 ms')
  expect(valueText(1234.5, 'NUMBER', 'en-GB')).toBe('1,235')
  expect(valueText(-0, 'NUMBER', 'zh-CN')).toBe('0')
  expect(valueText(12.34, 'MILLISECONDS', 'zh-CN')).toBe('12.3 ms')
  expect(axisText(62.5, 'PERCENT', 'en-GB')).toBe('62.5 %')
})

test('a time axis says the date where a day begins, in the viewer’s zone', () => {
  const at = Date.UTC(2030, 0, 31, 15, 0) / 1000
  const hours = [0, 1, 2].map((hour) => at + hour * 3600)
  expect(timeLabels(hours, 3600, 'en-GB', 'UTC')).toEqual(['15:00', '16:00', '17:00'])
  expect(timeLabels(hours, 3600, 'en-GB', 'Asia/Shanghai')).toEqual(['23:00', '1 Feb', '01:00'])
  expect(timeLabels([at, at + 30], 30, 'en-GB', 'UTC')).toEqual(['15:00:00', '15:00:30'])
  expect(timeLabels([at, at + 86_400], 86_400, 'zh-CN', 'UTC')).toEqual(['1月31日', '2月1日'])
})
