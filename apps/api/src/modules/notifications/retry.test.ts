import { expect, test } from 'vitest'
import { MOST_TRIES, restAfter, waitAfter } from './retry.ts'

const tries = Array.from({ length: MOST_TRIES - 1 }, (_, n) => n + 1)

test('waits grow to a day and are shortened by up to half', () => {
  const longest = tries.map((n) => waitAfter(n, null, () => 1) / 1000)
  expect(longest).toEqual([10, 40, 160, 640, 2560, 10_240, 40_960, 86_400, 86_400])
  expect(tries.map((n) => waitAfter(n, null, () => 0))).toEqual(longest.map((seconds) => seconds * 500))
  const days = longest.reduce((sum, seconds) => sum + seconds, 0) / 86_400
  expect(days).toBeGreaterThan(2)
  expect(days).toBeLessThan(3)
})

test('a receiver that tells how long to wait is obeyed, between a second and a day', () => {
  expect(waitAfter(1, 90_000, () => 0)).toBe(90_000)
  expect(waitAfter(9, 0, () => 0)).toBe(1000)
  expect(waitAfter(1, 1e12, () => 0)).toBe(86_400_000)
})

test('a hook rests a minute at most, unless it was told longer', () => {
  expect(restAfter(10_000, null)).toBe(10_000)
  expect(restAfter(86_400_000, null)).toBe(60_000)
  expect(restAfter(600_000, 600_000)).toBe(600_000)
})
