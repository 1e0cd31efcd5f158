import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  RELEASE_TRANSITIONS,
  releaseIsFinal,
  releaseMayBecome,
  STEP_TRANSITIONS,
  stepIsFinal,
  stepMayBecome,
} from './release-states.ts'
import type { ReleaseStatus, StepStatus } from './types.ts'

const reachable = <S extends string>(table: Readonly<Record<S, readonly S[]>>, from: S): Set<S> => {
  const seen = new Set<S>([from])
  for (const state of seen) for (const next of table[state]) seen.add(next)
  return seen
}

it('reaches every state of a step from PENDING, and an end from every state', () => {
  const states = Object.keys(STEP_TRANSITIONS) as StepStatus[]
  expect([...reachable(STEP_TRANSITIONS, 'PENDING')].sort()).toEqual(states.sort())
  for (const state of states) expect([...reachable(STEP_TRANSITIONS, state)].some(stepIsFinal)).toBe(true)
})

it('reaches every state of a release, and an end from every state', () => {
  const states = Object.keys(RELEASE_TRANSITIONS) as ReleaseStatus[]
  const started = new Set([...reachable(RELEASE_TRANSITIONS, 'WAITING_APPROVAL')])
  expect([...started].sort()).toEqual(states.sort())
  for (const state of states) expect([...reachable(RELEASE_TRANSITIONS, state)].some(releaseIsFinal)).toBe(true)
})

it('never leaves a final state and never calls a step done that did not run', () => {
  const statuses = fc.constantFrom(...(Object.keys(STEP_TRANSITIONS) as StepStatus[]))
  fc.assert(
    fc.property(fc.array(statuses, { maxLength: 30 }), (wishes) => {
      let state: StepStatus = 'PENDING'
      const history: StepStatus[] = [state]
      for (const wish of wishes) {
        if (!stepMayBecome(state, wish)) continue
        expect(stepIsFinal(state)).toBe(false)
        state = wish
        history.push(state)
      }
      if (history.includes('SUCCEEDED')) expect(history).toContain('RUNNING')
      expect(history.filter(stepIsFinal).length).toBeLessThanOrEqual(1)
    }),
  )
})

it('ends a release once, and never runs it after its end', () => {
  const statuses = fc.constantFrom(...(Object.keys(RELEASE_TRANSITIONS) as ReleaseStatus[]))
  const beginnings = fc.constantFrom<ReleaseStatus>('QUEUED', 'SCHEDULED', 'WAITING_APPROVAL')
  fc.assert(
    fc.property(beginnings, fc.array(statuses, { maxLength: 30 }), (first, wishes) => {
      let state = first
      const history: ReleaseStatus[] = [state]
      for (const wish of wishes) {
        if (!releaseMayBecome(state, wish)) continue
        state = wish
        history.push(state)
      }
      expect(history.filter(releaseIsFinal).length).toBeLessThanOrEqual(1)
      if (history.includes('SUCCEEDED')) expect(history).toContain('RUNNING')
    }),
  )
})
