import { expect, test } from 'vitest'
import { isOff, judgeDrift, type Reading } from './drift.state.ts'

const good: Reading = {
  reachable: true,
  liveDirectory: '20260101000000-1',
  liveCommit: 'c',
  buildSha: 'b',
  holder: null,
  freeKb: 1,
  message: null,
  at: '2026-01-01T00:00:00.000Z',
}
const expected = { directory: '20260101000000-1', buildSha: 'b' }
const stateOf = (change: Partial<Reading>, should: typeof expected | null = expected) =>
  judgeDrift({ ...good, ...change }, should).state

test('a server is judged by its directory and its build', () => {
  expect(stateOf({})).toBe('SAME')
  expect(stateOf({ liveDirectory: '20260101000000-2' })).toBe('DIFFERENT')
  expect(stateOf({ buildSha: 'other' })).toBe('DIFFERENT')
  expect(stateOf({ liveDirectory: null, buildSha: null })).toBe('MISSING')
  expect(stateOf({ reachable: false, liveDirectory: null, message: 'refused' })).toBe('UNREACHABLE')
  expect(judgeDrift(null, expected).state).toBe('UNCHECKED')
})

test('where nothing was shipped nothing should be live', () => {
  expect(stateOf({ liveDirectory: null }, null)).toBe('SAME')
  expect(stateOf({}, null)).toBe('DIFFERENT')
})

test('a build of which nobody knows the hash any more is believed', () => {
  expect(judgeDrift({ ...good, buildSha: 'any' }, { ...expected, buildSha: null }).state).toBe('SAME')
  expect(stateOf({ buildSha: null })).toBe('SAME')
})

test('only what a release can mend is off', () => {
  expect((['SAME', 'DIFFERENT', 'MISSING', 'UNREACHABLE', 'UNCHECKED'] as const).filter(isOff)).toEqual([
    'DIFFERENT',
    'MISSING',
  ])
})
