import { expect, test } from 'vitest'
import type { MetricRule } from './alarm-operations.ts'
import { offeredKeys, sameRule, toRuleDraft, toRuleInput } from './rule-draft.ts'

const rule: MetricRule = {
  ...{ id: '1', name: 'full', label: 'db', key: 'disk', comparison: 'ABOVE', threshold: 92.5, forSeconds: 300 },
  ...{ quietMinutes: 30, enabled: false, room: { id: 'r', name: 'ops' }, firing: [] },
}

test('a rule that is opened and saved is the same rule', () => {
  expect(sameRule(rule)).toEqual({
    ...{ name: 'full', label: 'db', key: 'disk', comparison: 'ABOVE', threshold: 92.5, forSeconds: 300 },
    ...{ quietMinutes: 30, roomId: 'r', enabled: false },
  })
})

test('a rule for servers that are down has no limit, and nothing typed is no number', () => {
  const draft = toRuleDraft(null)
  expect(toRuleInput({ ...draft, key: 'state' })).toMatchObject({ comparison: null, threshold: null, label: null })
  expect(toRuleInput({ ...draft, threshold: ' ' }).threshold).toBeNull()
  expect(toRuleInput({ ...draft, forSeconds: 'soon' }).forSeconds).toBe(0)
})

test('a mount of its own stays among the choices', () => {
  expect(offeredKeys(['cpu', 'disk'], 'disk:/srv')).toEqual(['cpu', 'disk', 'disk:/srv'])
  expect(offeredKeys(['cpu', 'disk'], 'cpu')).toEqual(['cpu', 'disk'])
})
