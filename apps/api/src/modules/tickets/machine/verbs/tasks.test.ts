import { describe, expect, it } from 'vitest'
import { any, approval, inARow, nOf } from '../../../flows/testing/drawing.ts'
import { opened } from '../testing/ticket-world.ts'

const one = (...people: string[]) => opened(inARow(approval('one', people)))

describe('a late decision', () => {
  it('is told who was faster, when, and with what', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'], any), approval('two', ['cyd'])))
    scene.pass(3).approve('bob')
    const decided = { byUserId: 'bob', at: '2030-01-01T00:03:00.000Z' }
    expect(scene.approve('ann')).toEqual({ reason: 'ALREADY_DECIDED', decided: { ...decided, status: 'NODE_PASSED' } })
    expect(scene.approve('bob')).toEqual({ reason: 'ALREADY_DECIDED', decided: { ...decided, status: 'APPROVED' } })
    scene.pass(1).give({ kind: 'WITHDRAW', userId: 'ini', reason: '' })
    expect(scene.reject('cyd')).toEqual({
      reason: 'ALREADY_DECIDED',
      decided: { byUserId: 'ini', at: '2030-01-01T00:04:00.000Z', status: 'WITHDRAWN' },
    })
  })

  it('made for another round is refused as such, also when it looks at the round before', () => {
    const scene = one('ann')
    const old = { kind: 'APPROVE', userId: 'ann', taskId: 'k1', comment: '' } as const
    expect(scene.give({ ...old, round: 2 })).toEqual({ reason: 'OTHER_ROUND' })
    expect(scene.give({ ...old, round: 0 })).toEqual({ reason: 'OTHER_ROUND' })
    scene.give({ kind: 'START_OVER', digest: 'd2', changes: [] })
    expect(scene.give({ ...old, round: 1 })).toEqual({ reason: 'OTHER_ROUND' })
    expect(scene.give({ ...old, round: 2 }), 'the task is of round 1').toEqual({ reason: 'OTHER_ROUND' })
    expect(scene.give({ ...old, taskId: 'k2', round: 2 })).toBeNull()
  })
})

describe('saying no', () => {
  it('needs a reason, which the ticket’s end gives', () => {
    const scene = one('ann')
    expect(scene.act('ann', { kind: 'REJECT', comment: ' \n' })).toEqual({ reason: 'REASON_NEEDED' })
    scene.act('ann', { kind: 'REJECT', comment: 'too dear' })
    expect(scene.state.end).toMatchObject({ status: 'REJECTED', reason: 'too dear', byUserId: 'ann' })
  })
})

describe('a transfer', () => {
  it('lets somebody else decide instead; the seat keeps its one vote', () => {
    const scene = one('ann', 'bob')
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'cyd', comment: 'on leave' })
    expect(scene.taskOf('ann')).toMatchObject({ status: 'TRANSFERRED', comment: 'on leave' })
    expect(scene.approve('ann')).toMatchObject({ reason: 'ALREADY_DECIDED', decided: { status: 'TRANSFERRED' } })
    scene.approve('bob', 'cyd')
    expect(scene.state.status).toBe('APPROVED')
    expect(scene.visit('one').seats).toHaveLength(2)
  })

  it('is refused to somebody who has left, or who does not exist', () => {
    const scene = opened(inARow(approval('one', ['ann'])), { inactive: ['old'] })
    expect(scene.act('ann', { kind: 'TRANSFER', toUserId: 'old' })).toEqual({ reason: 'PERSON_REFUSED', userId: 'old' })
  })
})

describe('advice', () => {
  it('decides nothing, and the owner’s turn comes back with it', () => {
    const scene = one('ann')
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'dan' })
    expect(scene.statusOf('ann')).toBe('DELEGATED')
    expect(scene.act('dan', { kind: 'REJECT', comment: 'I would not' })).toBeNull()
    expect(scene.taskOf('dan')).toMatchObject({ status: 'REJECTED', advice: 'REJECT', comment: 'I would not' })
    expect(scene.statusOf('ann')).toBe('PENDING')
    scene.approve('ann')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('need not be waited for', () => {
    const scene = one('ann', 'bob')
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'dan' })
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'eve' })
    scene.approve('dan')
    expect(scene.statusOf('ann'), 'eve has not said anything').toBe('DELEGATED')
    scene.approve('ann')
    expect(scene.taskOf('eve')).toMatchObject({
      status: 'CLOSED',
      closedBecause: { kind: 'OWNER_DECIDED', byUserId: 'ann' },
    })
    expect(scene.state.status).toBe('RUNNING')
  })

  it('can only be given', () => {
    const scene = one('ann', 'bob')
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'dan' })
    const refused = { reason: 'NOT_IN_THIS_PART' }
    expect(scene.act('dan', { kind: 'TRANSFER', toUserId: 'eve' })).toEqual(refused)
    expect(scene.act('dan', { kind: 'DELEGATE', toUserId: 'eve' })).toEqual(refused)
    expect(scene.act('dan', { kind: 'SEND_BACK', toNodeId: null })).toEqual(refused)
    expect(scene.act('dan', { kind: 'ADD_SIGNER', when: 'AFTER', userIds: ['eve'] })).toEqual(refused)
  })

  it('gives no right to revoke what was approved', () => {
    const scene = one('ann')
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'dan' })
    scene.approve('dan', 'ann')
    const revoke = (userId: string) => scene.give({ kind: 'REVOKE', userId, reason: 'wrong' })
    expect(revoke('dan')).toEqual({ reason: 'NOT_YOURS' })
    expect(revoke('ann')).toBeNull()
  })
})

describe('an added signer', () => {
  const added = (when: 'BEFORE' | 'TOGETHER' | 'AFTER') => {
    const scene = one('ann')
    expect(scene.act('ann', { kind: 'ADD_SIGNER', when, userIds: ['dan'] })).toBeNull()
    return scene
  }

  it('before: signs first', () => {
    const scene = added('BEFORE')
    expect(scene.approve('ann')).toEqual({ reason: 'NOT_YET' })
    scene.approve('dan')
    expect(scene.statusOf('ann')).toBe('PENDING')
    scene.approve('ann')
    expect(scene.state.status).toBe('APPROVED')
  })

  it.each([
    ['ann', 'dan'],
    ['dan', 'ann'],
  ])('together: all must agree, %s first', (first, second) => {
    const scene = added('TOGETHER')
    scene.approve(first)
    expect(scene.state.status).toBe('RUNNING')
    scene.approve(second)
    expect(scene.state.status).toBe('APPROVED')
  })

  it('after: signs once the owner has approved', () => {
    const scene = added('AFTER')
    expect(scene.approve('dan')).toEqual({ reason: 'NOT_YET' })
    scene.approve('ann')
    expect(scene.state.status).toBe('RUNNING')
    scene.approve('dan')
    expect(scene.state.status).toBe('APPROVED')
  })

  it.each(['BEFORE', 'TOGETHER', 'AFTER'] as const)('%s: their no is the seat’s', (when) => {
    const scene = added(when)
    if (when === 'AFTER') scene.approve('ann')
    scene.reject('dan')
    expect(scene.state.status).toBe('REJECTED')
  })

  it('may give the signature to somebody else, who then has to sign', () => {
    const scene = added('BEFORE')
    scene.act('dan', { kind: 'TRANSFER', toUserId: 'eve' })
    expect(scene.statusOf('ann')).toBe('WAITS_FOR_ADDED')
    scene.approve('eve')
    expect(scene.statusOf('ann')).toBe('PENDING')
  })

  it('adds nobody else', () => {
    const add = { kind: 'ADD_SIGNER' as const, when: 'BEFORE' as const, userIds: ['eve'] }
    expect(added('TOGETHER').act('dan', add)).toEqual({ reason: 'NOT_IN_THIS_PART' })
  })

  it('is not asked any more when the seat’s vote is no and others go on', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'], nOf(1))))
    scene.act('ann', { kind: 'ADD_SIGNER', when: 'AFTER', userIds: ['dan'] })
    scene.act('ann', { kind: 'ADD_SIGNER', when: 'TOGETHER', userIds: ['eve'] })
    scene.reject('ann')
    expect(scene.taskOf('dan')).toMatchObject({
      status: 'SKIPPED',
      closedBecause: { kind: 'VOTE_DECIDED', byUserId: 'ann' },
    })
    expect(scene.taskOf('eve')).toMatchObject({ status: 'CLOSED', closedBecause: { kind: 'VOTE_DECIDED' } })
    expect(scene.asked()).toEqual(['bob'])
  })
})
