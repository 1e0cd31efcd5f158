import { expect, it } from 'vitest'
import { fitsValidHours, mostValidHours } from './flow-document.ts'

it('lets an approval be valid for ever, or for some time up to two years', () => {
  expect([null, 0.5, 24, mostValidHours].map(fitsValidHours)).toEqual([true, true, true, true])
  expect([-1, 0, mostValidHours + 1, Number.NaN].map(fitsValidHours)).toEqual([false, false, false, false])
})
