import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type CommandTargetState,
  leftAs,
  outcomeOf,
  runCourse,
  targetBefore,
  targetCourse,
  targetIsOver,
} from './command.state.ts'

const states = Object.keys(targetCourse) as CommandTargetState[]
const some = fc.constantFrom(...states)

it('never runs twice: nothing that has begun comes back to where it may begin', () => {
  const reach = (from: CommandTargetState): CommandTargetState[] =>
    targetCourse[from].flatMap((to) => [to, ...reach(to)])
  expect(targetBefore('RUNNING')).toEqual(['PENDING'])
  for (const state of states) if (state !== 'PENDING') expect(reach(state)).not.toContain('RUNNING')
  for (const state of states) expect(reach(state)).not.toContain('PENDING')
})

it('every state comes to an end, of servers and of runs', () => {
  const ends = (course: Record<string, readonly string[]>, from: string): boolean =>
    (course[from] ?? []).every((to) => to !== from && ends(course, to))
  for (const state of states) expect(ends(targetCourse, state)).toBe(true)
  for (const state of Object.keys(runCourse)) expect(ends(runCourse, state)).toBe(true)
})

it('a run that ends leaves nothing open, whatever its servers stood at, and succeeded only if all did', () => {
  fc.assert(
    fc.property(fc.array(some, { minLength: 1 }), fc.boolean(), (before, cancelled) => {
      const after = before.map((state) => leftAs(state, cancelled) ?? state)
      expect(after.every(targetIsOver)).toBe(true)
      after.forEach((state, n) => {
        const from = before[n] as CommandTargetState
        if (state !== from) expect(targetCourse[from]).toContain(state)
        // What ran may have had its effect: it is never told as if it had not begun.
        if (from === 'RUNNING') expect(state).toBe('UNKNOWN')
      })
      const outcome = outcomeOf(after, cancelled)
      expect(outcome === 'SUCCEEDED').toBe(after.every((state) => state === 'SUCCEEDED'))
      expect(runCourse[outcome]).toEqual([])
    }),
  )
})
