import { describe, expect, it } from 'vitest'
import { all, any, approval, groups, inARow, nOf, sequence } from '../../../flows/testing/drawing.ts'
import { opened } from '../testing/ticket-world.ts'

const two = () => opened(inARow(approval('one', ['ann', 'bob'])))

describe('one person counts once at a node', () => {
  it.each(['bob', 'ann'])('a transfer to %s, who has a seat there, is refused', (toUserId) => {
    expect(two().act('ann', { kind: 'TRANSFER', toUserId })).toEqual({ reason: 'PERSON_REFUSED', userId: toUserId })
  })

  it('neither may somebody seated be added as a signer, asked for advice, or named twice', () => {
    const scene = two()
    const refused = { reason: 'PERSON_REFUSED', userId: 'bob' }
    expect(scene.act('ann', { kind: 'ADD_SIGNER', when: 'TOGETHER', userIds: ['bob'] })).toEqual(refused)
    expect(scene.act('ann', { kind: 'DELEGATE', toUserId: 'bob' })).toEqual(refused)
    const twice = { kind: 'ADD_SIGNER' as const, when: 'BEFORE' as const, userIds: ['cyd', 'cyd'] }
    expect(scene.act('ann', twice)).toEqual({ reason: 'PERSON_REFUSED', userId: 'cyd' })
    expect(scene.act('ann', { ...twice, userIds: [] })).toEqual({ reason: 'PERSON_REFUSED' })
  })

  it('an added signer takes no other seat, and a seat given away is not a second one', () => {
    const scene = two()
    scene.act('ann', { kind: 'ADD_SIGNER', when: 'TOGETHER', userIds: ['cyd'] })
    expect(scene.act('bob', { kind: 'TRANSFER', toUserId: 'cyd' })).toMatchObject({ reason: 'PERSON_REFUSED' })
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'dan' })
    expect(scene.act('bob', { kind: 'TRANSFER', toUserId: 'ann' })).toMatchObject({ reason: 'PERSON_REFUSED' })
    expect(scene.act('dan', { kind: 'TRANSFER', toUserId: 'ann' }), 'but may be given back').toBeNull()
  })

  it('nobody seated is assigned where a visit is held', () => {
    const scene = opened(inARow(approval('one', ['ann'], nOf(2))))
    const assign = (...userIds: string[]) => scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds })
    expect(assign('ann')).toEqual({ reason: 'PERSON_REFUSED', userId: 'ann' })
    expect(assign('bob', 'bob')).toEqual({ reason: 'PERSON_REFUSED', userId: 'bob' })
    expect(assign()).toEqual({ reason: 'PERSON_REFUSED' })
    expect(assign('bob')).toBeNull()
    expect(scene.asked()).toEqual(['ann', 'bob'])
  })
})

describe('nobody approves for themselves', () => {
  it('gets no seat, no transfer, no signature, no assignment, and does not stand in', () => {
    const node = approval('one', ['ini', 'ann', 'eve'], nOf(1), { veto: [{ kind: 'USERS', userIds: ['eve'] }] })
    const scene = opened(inARow(node), { self: ['eve'], standIns: { ann: 'eve' } })
    expect(scene.visit('one').seats.map(({ userId }) => userId)).toEqual(['ann'])
    expect(scene.asked()).toEqual(['ann'])
    for (const toUserId of ['ini', 'eve']) {
      const refused = { reason: 'SELF_APPROVAL', userId: toUserId }
      expect(scene.act('ann', { kind: 'TRANSFER', toUserId })).toEqual(refused)
      expect(scene.act('ann', { kind: 'DELEGATE', toUserId })).toEqual(refused)
      expect(scene.act('ann', { kind: 'ADD_SIGNER', when: 'AFTER', userIds: [toUserId] })).toEqual(refused)
    }
    const held = opened(inARow(approval('one', ['ini'])))
    expect(held.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['ini'] })).toMatchObject({
      reason: 'SELF_APPROVAL',
    })
  })

  it('is also refused when it shows only later that it is their own', () => {
    const scene = two()
    scene.world = { self: ['ann'] }
    expect(scene.approve('ann')).toEqual({ reason: 'SELF_APPROVAL', userId: 'ann' })
    expect(scene.reject('ann'), 'but they may say no').toBeNull()
  })

  it('except where the node allows it', () => {
    const scene = opened(inARow(approval('one', ['ini'], all, { selfApproval: true })))
    expect(scene.approve('ini')).toBeNull()
    expect(scene.state.status).toBe('APPROVED')
  })
})

describe('a standing delegation', () => {
  it('gives the task to the stand-in, for the owner’s vote', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'])), { standIns: { ann: 'dan' } })
    expect(scene.asked()).toEqual(['dan', 'bob'])
    expect(scene.taskOf('dan')).toMatchObject({ inPlaceOf: 'ann', seatId: 'v1.1' })
    scene.approve('dan', 'bob')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('is followed once only, and not to somebody who has a seat there', () => {
    expect(opened(inARow(approval('one', ['ann'])), { standIns: { ann: 'dan', dan: 'eve' } }).asked()).toEqual(['dan'])
    expect(opened(inARow(approval('one', ['ann', 'bob'])), { standIns: { ann: 'bob' } }).asked()).toEqual([
      'ann',
      'bob',
    ])
    expect(opened(inARow(approval('one', ['ann', 'bob'])), { standIns: { ann: 'dan', bob: 'dan' } }).asked()).toEqual([
      'dan',
      'bob',
    ])
  })

  it('does not lead to somebody who has left', () => {
    const world = { standIns: { ann: 'dan' }, inactive: ['dan'] }
    expect(opened(inARow(approval('one', ['ann'])), world).asked()).toEqual(['ann'])
  })

  it('holds for whoever a task is transferred to', () => {
    const scene = opened(inARow(approval('one', ['ann'])), { standIns: { bob: 'dan' } })
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'bob' })
    expect(scene.taskOf('dan')).toMatchObject({ inPlaceOf: 'bob', causedBy: 'k1', status: 'PENDING' })
  })
})

describe('assigning people to what is held', () => {
  it('opens it when they are enough, and their votes count', () => {
    const scene = opened(inARow(approval('one', [], nOf(2))))
    const assign = (...userIds: string[]) => scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds })
    expect(assign('gone')).toBeNull()
    expect(scene.visit('one').state).toBe('HELD')
    expect(scene.asked()).toEqual([])
    expect(assign('bob', 'cyd')).toBeNull()
    expect(scene.asked()).toEqual(['gone', 'bob', 'cyd'])
    expect(assign('dan'), 'once only').toEqual({ reason: 'NODE_REFUSED' })
    scene.approve('bob', 'cyd')
    expect(scene.state.status).toBe('APPROVED')
    expect(assign('dan')).toMatchObject({ reason: 'ALREADY_DECIDED' })
  })

  it('of GROUPS lets them count for any one group', () => {
    const scene = opened(inARow(approval('one', [], groups({ need: 1, of: ['ann'] }, { need: 1, of: ['ann'] }))))
    expect(scene.visit('one').state).toBe('HELD')
    scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['bob'] })
    scene.approve('ann')
    expect(scene.state.status).toBe('RUNNING')
    scene.approve('bob')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('of a SEQUENCE asks them one after the other', () => {
    const scene = opened(inARow(approval('one', ['ini'], sequence)))
    scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['bob', 'cyd'] })
    expect(scene.asked()).toEqual(['bob'])
  })

  it('also where those who are asked have left: their places are taken, the rest get votes of their own', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'], sequence)))
    const assign = (...userIds: string[]) => scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds })
    expect(assign('dan'), 'all are there').toEqual({ reason: 'NODE_REFUSED' })
    scene.world = { inactive: ['ann', 'cyd'] }
    expect(assign('dan')).toBeNull()
    expect(scene.visit('one').state, 'cyd is missing still').toBe('HELD')
    expect(scene.statusOf('ann')).toBe('TRANSFERRED')
    expect(assign('eve', 'fay')).toBeNull()
    expect(scene.visit('one').seats).toHaveLength(4)
    expect(scene.approve('dan', 'bob', 'eve')).toBeNull()
    expect(scene.state.status).toBe('RUNNING')
    scene.approve('fay')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('lets nobody who is named stand in for another who is', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'])), { standIns: { dan: 'eve' } })
    scene.world = { ...scene.world, inactive: ['ann', 'bob'] }
    expect(scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['dan', 'eve'] })).toBeNull()
    expect(scene.asked()).toEqual(['dan', 'eve'])
    expect(scene.taskOf('eve')?.seatId).toBe('v1.2')
  })

  it('is refused where those who have left are not needed', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'], any)))
    scene.world = { inactive: ['ann', 'cyd'] }
    expect(scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['dan'] })).toEqual({
      reason: 'NODE_REFUSED',
    })
  })

  it('is refused for whoever has left, for another visit, and for one of an earlier round', () => {
    const scene = opened(inARow(approval('one', ['ini'], any)), { inactive: ['old'] })
    const assign = (visitId: string) => scene.give({ kind: 'ASSIGN', userId: 'root', visitId, userIds: ['old'] })
    expect(assign('v1')).toEqual({ reason: 'PERSON_REFUSED', userId: 'old' })
    expect(assign('v9')).toEqual({ reason: 'NODE_REFUSED' })
    scene.give({ kind: 'START_OVER', digest: 'd2', changes: [] })
    expect(assign('v1')).toEqual({ reason: 'OTHER_ROUND' })
  })
})

describe('a task that is passed on', () => {
  it('of which advice was asked leaves nobody to advise, and is open again for whoever gets it', () => {
    const scene = two()
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'cyd' })
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'dan' })
    expect(scene.taskOf('cyd')).toMatchObject({ status: 'CLOSED', closedBecause: { kind: 'OWNER_DECIDED' } })
    expect(scene.taskOf('dan')).toMatchObject({ status: 'PENDING', part: 'DECIDES' })
  })

  it('asks for advice at once, and says once that it does, however many are asked', () => {
    const scene = two()
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'cyd' })
    const begun = scene.history.length
    expect(scene.history.at(-1)).toMatchObject({ kind: 'TASKS_ADDED', tasks: [{ status: 'PENDING' }] })
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'dan', comment: 'You too?' })
    expect(scene.history.slice(begun)).toMatchObject([{ kind: 'TASKS_ADDED', comment: 'You too?' }])
  })

  it('waits for its turn when it is handed over before that came', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'], sequence)))
    scene.world = { inactive: ['bob'] }
    scene.give({ kind: 'ASSIGN', userId: 'root', visitId: 'v1', userIds: ['dan'] })
    const given = scene.history.find(({ kind }) => kind === 'TASKS_ADDED')
    expect(given).toMatchObject({ tasks: [{ userId: 'dan', status: 'BLOCKED' }] })
    expect(scene.asked()).toEqual(['ann'])
  })

  it('comes back to whoever advised on it, and to nobody who has left', () => {
    const scene = two()
    scene.act('ann', { kind: 'DELEGATE', toUserId: 'cyd' })
    expect(scene.act('ann', { kind: 'TRANSFER', toUserId: 'cyd' }), 'the advice is not there').toMatchObject({
      reason: 'PERSON_REFUSED',
    })
    scene.approve('cyd')
    expect(scene.act('ann', { kind: 'TRANSFER', toUserId: 'cyd' })).toBeNull()
    scene.world = { inactive: ['ann'] }
    expect(scene.act('cyd', { kind: 'TRANSFER', toUserId: 'ann' })).toEqual({ reason: 'PERSON_REFUSED', userId: 'ann' })
  })

  it('comes back also to whoever decided at an earlier step', () => {
    const scene = opened(inARow(approval('one', ['ann']), approval('two', ['ann'])))
    scene.approve('ann')
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'dan' })
    expect(scene.act('dan', { kind: 'TRANSFER', toUserId: 'ann' })).toBeNull()
  })

  it('comes back to nobody who has signed for it', () => {
    const scene = two()
    scene.act('ann', { kind: 'ADD_SIGNER', when: 'TOGETHER', userIds: ['cyd'] })
    scene.approve('cyd')
    expect(scene.act('ann', { kind: 'TRANSFER', toUserId: 'cyd' })).toEqual({ reason: 'PERSON_REFUSED', userId: 'cyd' })
  })

  it('goes to nobody as the stand-in of another who has a seat there', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'])), { standIns: { cyd: 'bob' } })
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'cyd' })
    expect(scene.asked()).toEqual(['bob', 'cyd'])
  })

  it('does not come back to whom it would be self-approval by now', () => {
    const scene = two()
    scene.act('ann', { kind: 'TRANSFER', toUserId: 'dan' })
    scene.world = { self: ['ann'] }
    expect(scene.act('dan', { kind: 'TRANSFER', toUserId: 'ann' })).toEqual({ reason: 'SELF_APPROVAL', userId: 'ann' })
  })
})
