import { describe, expect, it } from 'vitest'
import type { ApprovalNodeRule } from '../../flows/flow.definition.ts'
import { all, any, approval, groups, inARow, nOf, percent, sequence } from '../../flows/testing/drawing.ts'
import { needOf } from './reads/need.ts'
import { opened } from './testing/ticket-world.ts'

const untilAllReject: ApprovalNodeRule = { kind: 'ANY', failsAt: 'ALL_REJECTED' }
const groupsOf = groups({ need: 1, of: ['ann', 'bob'] }, { need: 1, of: ['ann', 'cyd'] })

/** `+ann -bob`: what people say, in this order. */
function said(rule: ApprovalNodeRule, words: string, people = ['ann', 'bob', 'cyd'], veto: string[] = []) {
  const node = approval('one', rule.kind === 'GROUPS' ? [] : people, rule, { veto: [{ kind: 'USERS', userIds: veto }] })
  const scene = opened(inARow(node))
  for (const word of words.split(' ').filter(Boolean)) {
    const refused = word.startsWith('+') ? scene.approve(word.slice(1)) : scene.reject(word.slice(1))
    expect(refused, word).toBeNull()
  }
  return { scene, status: scene.state.status, need: needOf(node, scene.visit('one'), scene.state.tasks) }
}

describe('rules', () => {
  it.each<[string, ApprovalNodeRule, string, string, string]>([
    ['ANY passes with the first approval', any, '+bob', 'APPROVED', 'RULE_MET'],
    ['ANY fails with the first rejection', any, '-bob', 'REJECTED', 'REJECTED'],
    ['ANY may wait until all have rejected', untilAllReject, '-ann -bob', 'RUNNING', ''],
    ['and then fails', untilAllReject, '-ann -bob -cyd', 'REJECTED', 'OUT_OF_REACH'],
    ['or passes with one', untilAllReject, '-ann -bob +cyd', 'APPROVED', 'RULE_MET'],
    ['ALL needs everybody', all, '+ann +bob', 'RUNNING', ''],
    ['ALL passes with the last', all, '+cyd +ann +bob', 'APPROVED', 'RULE_MET'],
    ['ALL fails with the first rejection', all, '+ann -cyd', 'REJECTED', 'REJECTED'],
    ['N_OF needs that many', nOf(2), '+ann', 'RUNNING', ''],
    ['N_OF bears a rejection while enough are left', nOf(2), '-ann +bob +cyd', 'APPROVED', 'RULE_MET'],
    ['N_OF fails when too few are left', nOf(2), '-ann +bob -cyd', 'REJECTED', 'OUT_OF_REACH'],
    ['PERCENT is rounded up', percent(34), '+ann', 'RUNNING', ''],
    ['33 % of three is one', percent(33), '+ann', 'APPROVED', 'RULE_MET'],
    ['100 % is everybody', percent(100), '+ann +bob', 'RUNNING', ''],
    ['SEQUENCE passes with the last', sequence, '+ann +bob +cyd', 'APPROVED', 'RULE_MET'],
    ['SEQUENCE fails with any', sequence, '+ann -bob', 'REJECTED', 'REJECTED'],
    ['GROUPS: one of each', groupsOf, '+bob +cyd', 'APPROVED', 'RULE_MET'],
    ['GROUPS: somebody of both counts for one', groupsOf, '+ann', 'RUNNING', ''],
    ['GROUPS: and for whichever lacks one', groupsOf, '+ann +bob', 'APPROVED', 'RULE_MET'],
    ['GROUPS: it goes on while the need can be met', groupsOf, '-bob +cyd +ann', 'APPROVED', 'RULE_MET'],
    ['GROUPS: it fails when it cannot', groupsOf, '-bob -cyd', 'REJECTED', 'OUT_OF_REACH'],
  ])('%s', (_, rule, words, status, why) => {
    const { scene, status: is } = said(rule, words)
    expect(is).toBe(status)
    expect(scene.history.find(({ kind }) => kind === 'NODE_DECIDED')).toEqual(
      why === '' ? undefined : expect.objectContaining({ why }),
    )
  })

  it('a share is counted in whole numbers: 7 % of 100 are 7, 55 % of 20 are 11', () => {
    const many = (n: number) => Array.from({ length: n }, (_, index) => `p${index}`)
    expect(said(percent(7), '', many(100)).need).toEqual({ need: 7, given: 0, possible: 100, people: 100 })
    expect(said(percent(55), '', many(20)).need.need).toBe(11)
    expect(said(percent(1), '', many(3)).need.need).toBe(1)
  })

  it('in a SEQUENCE only the next is asked', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'], sequence)))
    expect(scene.asked()).toEqual(['ann'])
    expect(scene.approve('bob')).toEqual({ reason: 'NOT_YET' })
    scene.pass(5).approve('ann')
    expect(scene.asked()).toEqual(['bob'])
    expect(scene.taskOf('bob')?.openedAt).toBe('2030-01-01T00:05:00.000Z')
  })

  it('whoever is named twice has one vote', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'ann'], nOf(2))))
    expect(scene.visit('one').seats.map(({ userId }) => userId)).toEqual(['ann', 'bob'])
    scene.approve('ann')
    expect(scene.state.status).toBe('RUNNING')
  })

  it('everyone left over is closed with the cause', () => {
    const { scene } = said(any, '+bob')
    expect(scene.taskOf('cyd')).toMatchObject({
      status: 'CLOSED',
      closedBecause: { kind: 'NODE_PASSED', byUserId: 'bob' },
    })
  })

  it('“2 of 3” tells what is needed, given and possible', () => {
    expect(said(nOf(2), '+ann -bob').need).toEqual({ need: 2, given: 1, possible: 2, people: 3 })
    expect(said(groupsOf, '+ann').need).toEqual({ need: 2, given: 1, possible: 2, people: 3 })
    expect(said(any, '-ann').need).toMatchObject({ possible: 0 })
  })
})

describe('a veto', () => {
  it.each([nOf(1), untilAllReject, percent(30), groupsOf])('fails it on top of any rule', (rule) => {
    const { scene, status } = said(rule, '-vic', ['ann', 'bob', 'cyd'], ['vic'])
    expect(status).toBe('REJECTED')
    expect(scene.history).toContainEqual(expect.objectContaining({ kind: 'NODE_DECIDED', why: 'VETOED' }))
  })

  it('held by somebody who is asked as well is a vote too', () => {
    expect(said(nOf(2), '+ann +bob', ['ann', 'bob', 'cyd'], ['ann']).status).toBe('APPROVED')
    expect(said(nOf(2), '-ann', ['ann', 'bob', 'cyd'], ['ann']).status).toBe('REJECTED')
  })

  it('held by somebody else: an approval counts nothing, n stays, and nobody waits for it', () => {
    const { status, need } = said(nOf(2), '+vic +ann', ['ann', 'bob'], ['vic'])
    expect(status).toBe('RUNNING')
    expect(need).toMatchObject({ given: 1, people: 2 })
    expect(said(all, '+ann +bob', ['ann', 'bob'], ['vic']).status).toBe('APPROVED')
    expect(said(sequence, '-vic', ['ann', 'bob'], ['vic']).status, 'its turn is always').toBe('REJECTED')
  })
})
