import { expect, test } from 'vitest'
import { fromLocalInput, toLocalInput, zoneName } from './local-time.ts'

test('what a control shows is the same moment again, to the minute', () => {
  const moment = Date.UTC(2030, 0, 31, 8, 5)
  expect(toLocalInput(moment)).toMatch(/^2030-0[12]-\d\dT\d\d:\d\d$/)
  expect(fromLocalInput(toLocalInput(moment))).toBe('2030-01-31T08:05:00.000Z')
})

test('what is no moment is none', () => {
  for (const typed of ['', 'tomorrow', '2030-02-99T08:00']) expect(fromLocalInput(typed)).toBeNull()
})

test('the zone is named with its distance from UTC', () => {
  expect(zoneName(Date.UTC(2030, 6, 1), 'en-GB')).toMatch(/^[\w/]+( \((GMT|UTC).*\))?$/)
})
