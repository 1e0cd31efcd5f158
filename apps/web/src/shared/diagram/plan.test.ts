import { expect, test } from 'vitest'
import type { StepStatus } from '../theme/states.ts'
import { fold } from './fold.ts'
import { planFor } from './plan.fixture.ts'
import { countLanes, laneStatus, outline, sharedName } from './plan.ts'

const lanesOf = (names: string[], status: (name: string) => StepStatus = () => 'PENDING') =>
  outline(planFor(names, (step) => (step.serverName ? status(step.serverName) : 'SUCCEEDED'))).lanes

test('a plan falls into before, lanes and after', () => {
  const { before, lanes, after } = outline(planFor(['web-1', 'web-2']))
  expect(before.map((step) => step.key)).toEqual(['start', 'fetch', 'build', 'package'])
  expect(lanes.map((lane) => lane.steps.map((step) => step.key))).toEqual([
    ['upload:web-1', 'activate:web-1', 'check:web-1'],
    ['upload:web-2', 'activate:web-2', 'check:web-2'],
  ])
  expect(after.map((step) => step.key)).toEqual(['end'])
})

test('a lane shows its worst or liveliest step', () => {
  const lane = (statuses: StepStatus[]) => laneStatus(statuses.map((status) => ({ status })))
  expect(lane(['SUCCEEDED', 'FAILED', 'SKIPPED'])).toBe('FAILED')
  expect(lane(['SUCCEEDED', 'RUNNING', 'PENDING'])).toBe('RUNNING')
  expect(lane(['SUCCEEDED', 'PENDING'])).toBe('RUNNING')
  expect(lane(['SUCCEEDED', 'SKIPPED'])).toBe('SUCCEEDED')
  expect(lane(['PENDING', 'PENDING'])).toBe('PENDING')
  expect(lane(['SUCCEEDED', 'UNKNOWN'])).toBe('UNKNOWN')
})

test('twelve servers are drawn, thirteen fold', () => {
  const names = (n: number) => Array.from({ length: n }, (_, index) => `web-${index}`)
  const closed = { unfolded: false, filter: 'all' } as const
  expect(fold(lanesOf(names(12)), closed).groups).toHaveLength(0)
  expect(fold(lanesOf(names(13)), closed)).toMatchObject({ lanes: [], groups: [{ lanes: { length: 13 } }] })
  expect(fold(lanesOf(names(13)), { ...closed, unfolded: true }).lanes).toHaveLength(13)
})

test('failed servers surface by themselves', () => {
  const names = Array.from({ length: 120 }, (_, index) => `web-${index}`)
  const lanes = lanesOf(names, (name) => (name === 'web-7' ? 'FAILED' : 'SUCCEEDED'))
  const folded = fold(lanes, { unfolded: false, filter: 'all' })
  expect(folded.lanes.map((lane) => lane.name)).toEqual(['web-7'])
  expect(countLanes(folded.groups[0]?.lanes ?? [])).toEqual([['SUCCEEDED', 119]])
})

test('the filter keeps what failed or runs', () => {
  const lanes = lanesOf(['a', 'b', 'c'], (name) => ({ a: 'RUNNING', b: 'SUCCEEDED', c: 'FAILED' })[name] as StepStatus)
  expect(fold(lanes, { unfolded: true, filter: 'active' }).lanes.map((lane) => lane.name)).toEqual(['a', 'c'])
})

test('a group is named by what its servers share', () => {
  expect(sharedName(['web-1', 'web-22'], 'Servers')).toBe('web')
  expect(sharedName(['web-1', 'db-1'], 'Servers')).toBe('Servers')
  expect(sharedName([], 'Servers')).toBe('Servers')
})
