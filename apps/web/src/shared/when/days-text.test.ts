import { expect, test } from 'vitest'
import { daysText } from './days-text.ts'
import { type Weekday, weekdays } from './weekly-span.ts'

const said = (...days: Weekday[]) => daysText(days, (day) => day.toLowerCase())

test('days that follow each other are joined', () => {
  expect(said(...weekdays)).toBe('mon–sun')
  expect(said('FRI', 'MON', 'TUE', 'WED', 'SUN')).toBe('mon–wed, fri, sun')
  expect(said('SAT', 'SUN')).toBe('sat, sun')
  expect(said()).toBe('')
})
