import { expect, test } from 'vitest'
import { backoff } from './backoff.ts'

test('waits stay between half a second and thirty seconds', () => {
  for (let attempt = 0; attempt < 40; attempt++) {
    expect(backoff(attempt, () => 0)).toBe(500)
    expect(backoff(attempt, () => 1)).toBeLessThanOrEqual(30_000)
  }
  expect(backoff(0, () => 1)).toBe(1_000)
  expect(backoff(30, () => 1)).toBe(30_000)
})
