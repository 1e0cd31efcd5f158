import { expect, test } from 'vitest'
import { expectedWait } from './queue-wait.ts'

const now = Date.parse('2030-01-01T00:01:00Z')
const queue = [
  { id: 'a', status: 'RUNNING', startedAt: '2030-01-01T00:00:40Z' },
  { id: 'b', status: 'QUEUED', startedAt: null },
  { id: 'c', status: 'QUEUED', startedAt: null },
]

test('waits for the rest of what runs and for each that is before', () => {
  expect(expectedWait(queue, 'b', 60, now)).toBe(40_000)
  expect(expectedWait(queue, 'c', 60, now)).toBe(100_000)
})

test('one that runs longer than usual is expected to end now', () => {
  expect(expectedWait(queue, 'b', 10, now)).toBe(0)
})

test('says nothing where nothing is known', () => {
  expect(expectedWait(queue, 'b', null, now)).toBeNull()
  expect(expectedWait(queue, 'x', 60, now)).toBeNull()
})
