import { expect, test } from 'vitest'
import { formatClock, formatDay } from './clock.ts'

const local = (day: number, hour: number, year = 2026) => new Date(year, 10, day, hour, 5).toISOString()
const now = new Date(2026, 10, 21, 0, 30).getTime()

test('the day before midnight was yesterday, however few minutes ago', () => {
  expect(formatDay(local(21, 0), now, 'en-GB')).toBe('Today')
  expect(formatDay(local(20, 23), now, 'en-GB')).toBe('Yesterday')
  expect(formatDay(local(20, 23), now, 'zh-CN')).toBe('昨天')
  expect(formatDay(local(19, 23), now, 'en-GB')).toBe('Thursday 19 November')
  expect(formatDay(local(19, 23, 2025), now, 'en-GB')).toMatch(/^Wednesday,? 19 November 2025$/)
  expect(formatClock(local(21, 14), 'en-GB')).toBe('14:05')
})
