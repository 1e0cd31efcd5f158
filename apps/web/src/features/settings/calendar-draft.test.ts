import { expect, it } from 'vitest'
import { toCalendarDraft, toCalendarInput, toggled } from './calendar-draft.ts'

it('keeps the days in the order of the year and drops what has no date', () => {
  const draft = toCalendarDraft({
    timeZone: 'Asia/Shanghai',
    hours: [{ days: [5, 1], from: '09:00', to: '18:00' }],
    days: [
      { date: '2030-10-01', title: ' National Day ', works: false },
      { date: '', title: '', works: false },
      { date: '2030-02-02', title: '', works: true },
    ],
  })
  expect(toCalendarInput(draft)).toEqual({
    timeZone: 'Asia/Shanghai',
    hours: [{ days: [1, 5], from: '09:00', to: '18:00' }],
    days: [
      { date: '2030-02-02', title: '', works: true },
      { date: '2030-10-01', title: 'National Day', works: false },
    ],
  })
})

it('turns a day of the week on and off', () => {
  expect(toggled([1, 3], 2)).toEqual([1, 2, 3])
  expect(toggled([1, 3], 3)).toEqual([1])
})
