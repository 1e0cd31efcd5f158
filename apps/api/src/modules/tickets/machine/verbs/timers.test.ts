import { describe, expect, it } from 'vitest'
import type { ApprovalNodeRule, PeopleSource } from '../../../flows/flow.definition.ts'
import { all, any, approval, groups, inARow, nOf, percent, sequence, users } from '../../../flows/testing/drawing.ts'
import { opened, type Scene } from '../testing/ticket-world.ts'
import type { TimerKind } from '../ticket.state.ts'

const timed = (escalateTo: PeopleSource[] = [], rule: ApprovalNodeRule = all, people = ['ann', 'bob']) =>
  opened(inARow(approval('one', people, rule, { deadline: { minutes: 60, workingTime: false, escalateTo } })))
const fire = (scene: Scene, timer: TimerKind, visitId = 'v1') => scene.give({ kind: 'TIMER', visitId, timer })

describe('a deadline', () => {
  it('reminds whose turn it is, once, and not before its time', () => {
    const scene = timed()
    scene.approve('ann')
    expect(fire(scene.pass(29), 'REMIND_HALF')).toEqual({ reason: 'TOO_SOON', retryAt: '2030-01-01T00:30:00.000Z' })
    expect(fire(scene.pass(1), 'REMIND_HALF')).toBeNull()
    expect(scene.history.at(-1)).toMatchObject({ kind: 'TIMER_FIRED', userIds: ['bob'], byUserId: null })
    expect(fire(scene, 'REMIND_HALF'), 'also after a restart').toMatchObject({ reason: 'ALREADY_DECIDED' })
  })

  it('expires, which is a rejection', () => {
    const scene = timed()
    scene.act('ann', { kind: 'ADD_SIGNER', when: 'AFTER', userIds: ['dan'] })
    expect(fire(scene.pass(60), 'EXPIRE')).toBeNull()
    expect(scene.state).toMatchObject({ status: 'EXPIRED', tokens: [], end: { byUserId: null } })
    expect(scene.visit('one').state).toBe('FAILED')
    expect(scene.statusOf('bob')).toBe('EXPIRED')
    expect(scene.taskOf('dan')).toMatchObject({ status: 'CLOSED', closedBecause: { kind: 'DEADLINE', byUserId: null } })
    expect(scene.approve('bob')).toMatchObject({
      reason: 'ALREADY_DECIDED',
      decided: { byUserId: null, status: 'DEADLINE' },
    })
  })

  it('does nothing where the node is decided, nor where there is none', () => {
    const scene = timed()
    scene.approve('ann', 'bob')
    expect(fire(scene.pass(60), 'EXPIRE')).toMatchObject({ reason: 'ALREADY_DECIDED', decided: { status: 'PASSED' } })
    expect(fire(scene, 'ESCALATE')).toEqual({ reason: 'NODE_REFUSED' })
    expect(fire(scene, 'EXPIRE', 'v7')).toEqual({ reason: 'NODE_REFUSED' })
  })

  it('also ends what is held', () => {
    const scene = timed([], nOf(3))
    expect(scene.visit('one').state).toBe('HELD')
    fire(scene.pass(60), 'EXPIRE')
    expect(scene.state.status).toBe('EXPIRED')
  })
})

describe('who is asked when the time is over', () => {
  const rules = [any, all, nOf(2), percent(60), sequence, groups({ need: 1, of: ['ann'] }, { need: 1, of: ['bob'] })]

  it.each(rules)('decides, whatever the rule ($kind)', (rule) => {
    const escalated = () => {
      const scene = timed(users('sue'), rule, rule.kind === 'GROUPS' ? [] : ['ann', 'bob'])
      expect(fire(scene.pass(60), 'ESCALATE')).toBeNull()
      expect(scene.asked()).toContain('sue')
      return scene
    }
    const passed = escalated()
    passed.approve('sue')
    expect(passed.state.status).toBe('APPROVED')
    const failed = escalated()
    failed.reject('sue')
    expect(failed.state.status).toBe('REJECTED')
    expect(failed.history).toContainEqual(expect.objectContaining({ kind: 'NODE_DECIDED', why: 'ESCALATED' }))
  })

  it('does not take the vote from the others: they may still answer, and a veto stays one', () => {
    const scene = timed(users('sue'))
    fire(scene.pass(60), 'ESCALATE')
    scene.approve('ann', 'bob')
    expect(scene.state.status).toBe('APPROVED')
    expect(scene.visit('one').seats).toHaveLength(3)
  })

  it('has half of the time again', () => {
    const scene = timed(users('sue'))
    fire(scene.pass(60), 'ESCALATE')
    expect(scene.visit('one').timers.at(-1)).toEqual({
      kind: 'EXPIRE',
      dueAt: '2030-01-01T01:30:00.000Z',
      fired: false,
    })
    fire(scene.pass(30), 'EXPIRE')
    expect(scene.state.status).toBe('EXPIRED')
  })

  it('opens what was held', () => {
    const scene = timed(users('sue'), nOf(3))
    fire(scene.pass(60), 'ESCALATE')
    expect(scene.visit('one').state).toBe('OPEN')
    scene.approve('ann', 'bob')
    expect(scene.state.status, 'three were needed').toBe('RUNNING')
    scene.approve('sue')
    expect(scene.state.status).toBe('APPROVED')
  })

  it.each([
    ['nobody', []],
    ['only whoever opened it', [{ kind: 'INITIATOR' }]],
    ['only who is asked already', users('ann')],
  ] as [string, PeopleSource[]][])('it expires at once where that is %s', (_, escalateTo) => {
    const scene = timed(escalateTo)
    fire(scene.pass(60), escalateTo.length > 0 ? 'ESCALATE' : 'EXPIRE')
    expect(scene.state.status).toBe('EXPIRED')
  })
})
