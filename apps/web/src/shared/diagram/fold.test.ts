import { expect, test } from 'vitest'
import { fold, foldAbove, usualGrouping } from './fold.ts'
import type { Lane, PlanStep } from './plan.ts'

const lane = (name: string, status: PlanStep['status'], label?: string): Lane => ({
  name,
  labels: label ? [label, 'other'] : [],
  steps: [{ key: `upload:${name}`, status } as PlanStep],
})
const fleet = [
  ...Array.from({ length: 120 }, (_, n) => lane(`web-${n}`, n < 40 ? 'SUCCEEDED' : 'PENDING', 'web')),
  ...Array.from({ length: 79 }, (_, n) => lane(`db-${n}`, n === 5 ? 'FAILED' : 'RUNNING', 'db')),
  lane('lone', 'PENDING'),
]
const folded = { unfolded: false, filter: 'all' } as const
const told = (options: Parameters<typeof fold>[1]) => {
  const { lanes, groups } = fold(fleet, options)
  return { lanes: lanes.length, groups: groups.map((group) => `${group.name} ${group.lanes.length}`) }
}

test('hundreds of servers are a box each label or state, and what failed stands by itself', () => {
  expect(told(folded)).toEqual({ lanes: 1, groups: [' 199'] })
  expect(told({ ...folded, by: 'label' })).toEqual({ lanes: 1, groups: [' 1', 'db 78', 'web 120'] })
  expect(told({ ...folded, by: 'state' })).toEqual({ lanes: 1, groups: ['RUNNING 78', 'SUCCEEDED 40', 'PENDING 81'] })
})

test('one group opens alone, and everything by a wish', () => {
  expect(told({ ...folded, by: 'label', open: new Set(['group:label:db']) })).toEqual({
    lanes: 79,
    groups: [' 1', 'web 120'],
  })
  expect(told({ ...folded, unfolded: true })).toEqual({ lanes: 200, groups: [] })
})

test('the filter leaves what failed or runs', () => {
  expect(told({ unfolded: true, filter: 'active', by: 'label' })).toEqual({ lanes: 79, groups: [' 1', 'web 120'] })
})

test('labels group where they tell servers apart', () => {
  expect(usualGrouping(fleet)).toBe('label')
  expect(usualGrouping(fleet.slice(0, 120))).toBe('all')
  expect(usualGrouping(Array.from({ length: 20 }, (_, n) => lane(`s${n}`, 'PENDING', `label-${n}`)))).toBe('all')
  expect(fold(fleet.slice(0, foldAbove), folded).groups).toEqual([])
})
