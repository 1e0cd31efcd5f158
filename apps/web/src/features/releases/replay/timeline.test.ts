import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Release, ReleaseEvent } from '../operations.ts'
import { applyEvent } from '../release-state.ts'
import { blankState, createTimeline } from './timeline.ts'

const keys = ['start', 'build', 'upload:a', 'upload:b', 'end', 'nowhere']
const servers = ['a', 'b', 'gone']
const blank = blankState({
  steps: keys.slice(0, -1).map((key) => ({ key, status: 'SUCCEEDED', startedAt: 'old', message: 'old' })),
  targets: servers.slice(0, -1).map((serverName) => ({ serverName, status: 'SUCCEEDED', liveDirectory: 'old' })),
} as unknown as Release)

const statuses = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'UNKNOWN', 'SKIPPED', 'CANCELLED'] as const
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const change = fc.record({
  kind: fc.constantFrom('release', 'step', 'target'),
  releaseStatus: fc.constantFrom('QUEUED', 'RUNNING', 'CANCELLING', 'FAILED', 'SUCCEEDED'),
  stepKey: maybe(fc.constantFrom(...keys)),
  stepStatus: maybe(fc.constantFrom(...statuses)),
  message: maybe(fc.constantFrom('one', 'two')),
  percent: maybe(fc.integer({ min: 0, max: 100 })),
  exitCode: maybe(fc.integer({ min: 0, max: 2 })),
  serverName: maybe(fc.constantFrom(...servers)),
  targetStatus: maybe(fc.constantFrom(...statuses)),
  liveDirectory: maybe(fc.constantFrom('1', '2')),
  previousDirectory: maybe(fc.constantFrom('0', '1')),
  activated: maybe(fc.boolean()),
  // Clocks of two workers need not agree.
  ms: fc.integer({ min: 0, max: 5_000 }),
})
const histories = fc
  .array(change, { maxLength: 700, size: 'max' })
  .map((changes) =>
    changes.map(({ ms, ...rest }, index) => ({ ...rest, seq: index + 1, at: new Date(ms + index).toISOString() })),
  ) as fc.Arbitrary<ReleaseEvent[]>

test('the state at any point is what its events make of the plan, one after the other', () => {
  fc.assert(
    fc.property(histories, fc.nat(), (events, somewhere) => {
      const timeline = createTimeline(blank, events)
      const seq = somewhere % (events.length + 1)
      expect(timeline.stateAt(seq)).toEqual(events.slice(0, seq).reduce(applyEvent, blank))
      expect(timeline.stateAt(timeline.last)).toEqual(events.reduce(applyEvent, blank))
    }),
    { numRuns: 60 },
  )
})

test('time runs forward, and leads back to the event', () => {
  fc.assert(
    fc.property(histories, (events) => {
      const timeline = createTimeline(blank, events)
      for (let seq = 1; seq <= timeline.last; seq++) {
        expect(timeline.msOf(seq)).toBeGreaterThanOrEqual(timeline.msOf(seq - 1))
        const found = timeline.seqAt(timeline.msOf(seq))
        expect(found).toBeGreaterThanOrEqual(seq)
        expect(timeline.msOf(found)).toBe(timeline.msOf(seq))
      }
      expect(timeline.seqAt(timeline.durationMs)).toBe(timeline.last)
    }),
    { numRuns: 60 },
  )
})

test('before the first event nothing is done, whatever became of it', () => {
  const { steps, targets, status } = createTimeline(blank, []).stateAt(0)
  expect(status).toBe('QUEUED')
  expect(new Set([...steps, ...targets].map((each) => each.status))).toEqual(new Set(['PENDING']))
  expect(steps.every((step) => step.startedAt === null && step.message === null)).toBe(true)
})

test('ten thousand events of a thousand steps are ready at once and scrubbed without waiting', () => {
  const steps = Array.from({ length: 1000 }, (_, index) => ({ key: `check:${index}` }))
  const wide = blankState({ steps, targets: [] } as unknown as Release)
  const events = Array.from({ length: 10_000 }, (_, index) => ({
    seq: index + 1,
    at: new Date(index).toISOString(),
    kind: 'step',
    releaseStatus: 'RUNNING',
    stepKey: `check:${index % 1000}`,
    stepStatus: index < 9_000 ? 'RUNNING' : 'SUCCEEDED',
  })) as unknown as ReleaseEvent[]
  const timeline = createTimeline(wide, events)
  for (let seq = 0; seq <= 10_000; seq += 100) timeline.stateAt(seq)
  expect(timeline.stateAt(9_500).steps.filter((step) => step.status === 'SUCCEEDED')).toHaveLength(500)
})
