import { expect, it } from 'vitest'
import { decisionOf, emptyDraft, isReady, passedNodes, stuckVisits, taskVerbs, ticketVerbs } from './verbs.ts'

const rights = {
  status: 'RUNNING' as const,
  ...{ round: 1, visits: [], waitingFor: [] },
  ...{ maySubmit: false, mayUrge: true, mayWithdraw: true, mayCancel: false, mayAssign: true, mayRevoke: false },
}
const visit = (nodeId: string, state: 'HELD' | 'OPEN' | 'PASSED', round = 1) => ({
  ...{ id: nodeId, nodeId, round, state, enteredAt: '', endedAt: null, need: 1, people: 1, approvals: 0 },
  timers: [],
  tasks: [],
})

it('offers what the ticket allows', () => {
  expect(ticketVerbs(rights)).toEqual(['urge', 'copy', 'withdraw'])
  const waits = (reason: 'TOO_FEW_PEOPLE' | 'PEOPLE_GONE' | 'DECISION') => [
    { nodeId: 'a', reason, since: null, next: null, users: [], unblockers: [] },
  ]
  const held = { ...rights, visits: [visit('a', 'HELD')], waitingFor: waits('TOO_FEW_PEOPLE') }
  expect(ticketVerbs(held)).toContain('assign')
  // Also where those who were asked have left, though it was entered with enough people.
  const left = { ...rights, visits: [visit('b', 'OPEN'), visit('a', 'OPEN')] }
  expect(ticketVerbs({ ...left, waitingFor: waits('PEOPLE_GONE') })).toContain('assign')
  expect(stuckVisits({ ...left, waitingFor: waits('PEOPLE_GONE') }).map(({ id }) => id)).toEqual(['a'])
  expect(ticketVerbs({ ...left, waitingFor: waits('DECISION') })).not.toContain('assign')
  expect(ticketVerbs({ ...rights, status: 'DRAFT', maySubmit: true, mayUrge: false, mayWithdraw: false })).toEqual([
    'submit',
    'remove',
  ])
  expect(taskVerbs({ part: 'ADVISES' })).toEqual(['approve', 'reject'])
})

it('sends nothing that lacks a reason or people', () => {
  const draft = emptyDraft()
  expect(isReady('approve', draft)).toBe(true)
  expect(isReady('reject', { ...draft, words: '  ' })).toBe(false)
  expect(isReady('reject', { ...draft, words: 'no' })).toBe(true)
  expect(isReady('transfer', draft)).toBe(false)
})

it('makes the decision that the server takes', () => {
  const task = { id: 't', round: 2 }
  expect(decisionOf('approve', task, emptyDraft())).toEqual({
    taskId: 't',
    round: 2,
    decision: 'APPROVE',
    comment: null,
  })
  expect(decisionOf('addSigner', task, { ...emptyDraft(), when: 'AFTER', userIds: ['u'] })).toMatchObject({
    decision: 'ADD_AFTER',
    userIds: ['u'],
  })
  expect(decisionOf('sendBack', task, { ...emptyDraft(), words: ' look ' })).toMatchObject({
    toNodeId: null,
    comment: 'look',
  })
})

it('sends back to what was passed in this round', () => {
  const nodes = ['a', 'b', 'c'].map((id) => ({ id }))
  const ticket = { round: 2, visits: [visit('a', 'PASSED', 2), visit('b', 'PASSED', 1), visit('c', 'OPEN', 2)] }
  const found = passedNodes({ ...ticket, flowVersion: { nodes } } as never, { nodeId: 'c' })
  expect(found.map(({ id }) => id)).toEqual(['a'])
})
