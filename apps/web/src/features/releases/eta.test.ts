import { describe, expect, test } from 'vitest'
import { etaOf, isLate } from './eta.ts'
import type { Release, Step } from './operations.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const step = (key: string, change: Partial<Step>) =>
  ({ key, serverName: null, status: 'PENDING', startedAt: null, expectedSeconds: 10, ...change }) as Step
const release = (steps: Step[], change: Partial<Release> = {}) =>
  ({
    status: 'RUNNING',
    startedAt: at(0),
    expectedSeconds: 100,
    steps,
    environment: { concurrency: 2 },
    ...change,
  }) as Release
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
  expect(etaOf(release(steps), start + 4_000)).toEqual({ leftMs: 36_000, share: 0.1, longer: false })
  expect(etaOf(release(steps, { environment: { concurrency: 10 } } as Partial<Release>), start + 4_000).leftMs).toBe(
    21_000,
  )
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
