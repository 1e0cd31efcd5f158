import { expect, test } from 'vitest'
import { bytesLeft } from './length-limit.ts'

test('bytes are counted as the server counts them', () => {
  expect(bytesLeft('a'.repeat(8192))).toBe(0)
  expect(bytesLeft('a'.repeat(8193))).toBe(-1)
  expect(bytesLeft('字'.repeat(2731))).toBe(-1)
  expect(bytesLeft('字'.repeat(2730))).toBe(2)
  expect(bytesLeft('short')).toBeGreaterThan(1000)
})
