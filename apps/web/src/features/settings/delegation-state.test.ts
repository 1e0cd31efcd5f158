import { expect, it } from 'vitest'
import { delegationState } from './delegation-state.ts'

const span = { startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-05T00:00:00Z', revokedAt: null }
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)

it('holds from its first moment until before its last', () => {
  expect(delegationState(span, at('2030-01-01'))).toBe('later')
  expect(delegationState(span, at('2030-01-02'))).toBe('now')
  expect(delegationState(span, at('2030-01-05'))).toBe('over')
  expect(delegationState({ ...span, revokedAt: '2030-01-03T00:00:00Z' }, at('2030-01-04'))).toBe('ended')
})
