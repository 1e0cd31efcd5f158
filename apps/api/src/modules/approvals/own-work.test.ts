import { describe, expect, it } from 'vitest'
import type { ApprovalRule } from '../environments/approval.setting.ts'
import { mayApprove } from './approval.policy.ts'
import { isSomebody } from './own-work.ts'

const ann = { id: 'ann', username: 'ann', displayName: 'Ann Lee', gitEmails: ['lee@example.com'] }

describe('whom git means', () => {
  it.each([
    ['an address that is known', { name: 'x', email: 'LEE@example.com' }, true],
    ['the username', { name: 'Ann', email: 'x@y' }, true],
    ['the name as it is shown', { name: 'ann lee', email: '' }, true],
    ['an address that begins with the username', { name: '', email: 'ann@elsewhere.example' }, true],
    ['somebody else', { name: 'Anna Lee', email: 'anna@example.com' }, false],
    ['nobody', { name: '', email: '' }, false],
  ])('%s', (_what, person, expected) => {
    expect(isSomebody(ann, person)).toBe(expected)
  })
  it('takes no empty name for an empty signature', () => {
    expect(isSomebody({ ...ann, displayName: '' }, { name: '', email: '' })).toBe(false)
  })
})

describe('one does not approve one’s own work', () => {
  const rule = (change: Partial<ApprovalRule>): ApprovalRule => ({
    ...{ required: 1, approverIds: [], approverRole: 'DEVELOPER', expiresMinutes: 60, rollBackExempt: false },
    ...{ selfApproval: false, authorApproval: false, committerApproval: false },
    ...change,
  })
  const decider = { ...ann, role: 'OPERATOR' as const, disabledAt: null }
  const signed = (author: string, committer: string) => ({
    createdById: 'somebody',
    commitSignatures: { author: { name: author, email: '' }, committer: { name: committer, email: '' } },
  })
  const cases = {
    selfApproval: { createdById: 'ann', commitSignatures: null },
    authorApproval: signed('ann', 'bob'),
    committerApproval: signed('bob', 'ann'),
  }
  it.each(Object.entries(cases))('%s is a switch of its own', (name, work) => {
    expect(mayApprove(rule({}), decider, work)).toBe(false)
    expect(mayApprove(rule({ [name]: true }), decider, work)).toBe(true)
    const others = { selfApproval: true, authorApproval: true, committerApproval: true, [name]: false }
    expect(mayApprove(rule(others), decider, work)).toBe(false)
  })
  it('others may, also where nobody knows who signed', () => {
    expect(mayApprove(rule({}), decider, signed('bob', 'eve'))).toBe(true)
    expect(mayApprove(rule({}), decider, { createdById: 'bob', commitSignatures: null })).toBe(true)
  })
  it('refuses under rules that were stored before the switches were there', () => {
    const { authorApproval: _one, committerApproval: _other, ...old } = rule({})
    expect(mayApprove(old as ApprovalRule, decider, cases.authorApproval)).toBe(false)
  })
})
