import { describe, expect, test } from 'vitest'
import { etaOf, isLate } from './eta.ts'
import type { Release, Step } from './operations.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const step = (key: string, change: Partial<Step>) =>
  ({ key, serverName: null, status: 'PENDING', startedAt: null, expectedSeconds: 10, ...change }) as Step
const rollout = {
  ...{ strategy: 'ALL_AT_ONCE', batch: '1', groups: [] as string[] },
  ...{ canaryServers: '1', canaryWait: 'TIME', canaryWaitSeconds: 60 },
}
const targetsOf = (steps: Step[], labels: Record<string, string[]> = {}) =>
  [...new Set(steps.flatMap(({ serverName }) => serverName ?? []))].map((serverName) => ({
    ...{ serverName, status: 'PENDING', server: { labels: labels[serverName] ?? [] } },
  }))
const release = (steps: Step[], change: object = {}) =>
  ({
    ...{ status: 'RUNNING', startedAt: at(0), expectedSeconds: 100, steps, paused: null, question: null, rollout },
    ...{ environment: { concurrency: 2 }, targets: targetsOf(steps) },
    ...change,
  }) as unknown as Release
const lane = (name: string, status: Step['status'] = 'PENDING') => [
  step(`upload:${name}`, { serverName: name, status }),
  step(`check:${name}`, { serverName: name, status, expectedSeconds: 5 }),
]

test('what runs once counts one after the other, servers so many at once', () => {
  const steps = [
    step('build', { status: 'RUNNING', startedAt: at(0) }),
    ...['a', 'b', 'c'].flatMap((name) => lane(name)),
  ]
  // 6 s of the build, then two waves of 15 s.
  expect(etaOf(release(steps), start + 4_000)).toEqual({ leftMs: 36_000, share: 0.1, waits: false, longer: false })
  expect(etaOf(release(steps, { environment: { concurrency: 10 } }), start + 4_000).leftMs).toBe(21_000)
})

test('servers that are over take no place', () => {
  const steps = [...lane('a', 'SUCCEEDED'), ...lane('b', 'SKIPPED'), ...lane('c')]
  expect(etaOf(release(steps), start).leftMs).toBe(15_000)
})

test('nobody knows where a step has no history, and nothing is left of what has ended', () => {
  expect(etaOf(release([step('build', { expectedSeconds: null })]), start).leftMs).toBeNull()
  expect(etaOf(release([step('build', {})], { status: 'SUCCEEDED' }), start).leftMs).toBeNull()
  expect(etaOf(release([step('build', {})], { startedAt: null }), start).leftMs).toBeNull()
})

describe('the rollout', () => {
  const steps = ['a', 'b', 'c', 'd'].flatMap((name) => lane(name))
  const leftMs = (change: object, more: object = {}) =>
    etaOf(release(steps, { environment: { concurrency: 4 }, rollout: { ...rollout, ...change }, ...more }), start)
      .leftMs
  const canary = { strategy: 'CANARY' }
  const targets = (...statuses: string[]) => targetsOf(steps).map((target, n) => ({ ...target, status: statuses[n] }))

  test('counts batch after batch, and group after group', () => {
    expect(leftMs({})).toBe(15_000)
    expect(leftMs({ strategy: 'ROLLING', batch: '1' })).toBe(60_000)
    expect(leftMs({ strategy: 'ROLLING', batch: '50%' })).toBe(30_000)
    expect(leftMs({ strategy: 'ROLLING', batch: '10%' })).toBe(60_000)
    const grouped = targetsOf(steps, { a: ['db'], b: ['db', 'web'], c: ['web'] })
    expect(leftMs({ groups: ['db', 'web'] }, { targets: grouped })).toBe(45_000)
  })

  test('counts the canary, its time, and then the others', () => {
    expect(leftMs(canary)).toBe(15_000 + 60_000 + 15_000)
    expect(leftMs(canary, { question: { until: at(20) } })).toBe(15_000 + 20_000 + 15_000)
    expect(leftMs({ ...canary, canaryWait: 'CHECK' })).toBe(30_000)
    expect(leftMs(canary, { targets: targets('SUCCEEDED', 'RUNNING', 'BLOCKED', 'BLOCKED') })).toBe(30_000)
  })

  test('tells apart what nobody knows the length of', () => {
    const waits = (change: object) => etaOf(release(steps, change), start).waits
    expect(waits({})).toBe(false)
    expect(waits({ paused: { by: 'Ada' } })).toBe(true)
    expect(waits({ question: { until: null } })).toBe(true)
    expect(waits({ question: { until: at(20) } })).toBe(false)
    expect(waits({ steps: [step('build', { kind: 'BUILD', status: 'BLOCKED' })] })).toBe(true)
  })
})

test('what is built before it counts, as far as that is known', () => {
  const steps = [step('build', { kind: 'BUILD', status: 'BLOCKED' }), ...lane('a')]
  expect(etaOf(release(steps), start, start + 90_000)).toMatchObject({ leftMs: 115_000, waits: false })
  // That others are built first makes no release a slow one.
  expect(etaOf(release(steps), start + 1e6, start + 1e6).longer).toBe(false)
  expect(etaOf(release(steps), start, start - 5_000)).toMatchObject({ leftMs: 25_000, waits: false })
  expect(etaOf(release(steps), start, null)).toMatchObject({ leftMs: 25_000, waits: true })
  expect(etaOf(release(steps, { paused: { by: 'Ada' } }), start, start + 90_000).waits).toBe(true)
  const building = [step('build', { kind: 'BUILD', status: 'RUNNING', startedAt: at(0) })]
  expect(etaOf(release(building), start, start + 90_000).leftMs).toBe(10_000)
})

describe('longer than usual', () => {
  const running = (expectedSeconds: number | null) =>
    step('build', { status: 'RUNNING', startedAt: at(0), expectedSeconds })
  test('is said of a step only when it is clear', () => {
    expect(isLate(running(10), start + 15_000)).toBe(false)
    expect(isLate(running(10), start + 16_000)).toBe(true)
    expect(isLate(running(null), start + 1e9)).toBe(false)
    expect(isLate(step('build', { status: 'SUCCEEDED', startedAt: at(0) }), start + 1e9)).toBe(false)
  })
  test('is said of the release when a step or the whole is late', () => {
    expect(etaOf(release([running(10)]), start + 16_000)).toMatchObject({ leftMs: 0, longer: true })
    expect(etaOf(release([running(500)]), start + 100_000).longer).toBe(false)
    expect(etaOf(release([running(500)]), start + 129_000).longer).toBe(true)
  })
})
