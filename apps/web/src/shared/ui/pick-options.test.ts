import { expect, it } from 'vitest'
import { matchingOptions } from './pick-options.ts'

const options = [
  { value: '1', label: 'Grace', detail: 'ghopper' },
  { value: '2', label: 'Hopper' },
  { value: '3', label: 'Ada' },
]

it('offers what fits and is not chosen yet, the best first', () => {
  const labels = (chosen: string[], typed: string) => matchingOptions(options, chosen, typed).map(({ value }) => value)
  expect(labels([], '')).toEqual(['1', '2', '3'])
  expect(labels([], 'HOP')).toEqual(['2', '1'])
  expect(labels(['2'], 'hop')).toEqual(['1'])
  expect(labels([], 'x')).toEqual([])
})
