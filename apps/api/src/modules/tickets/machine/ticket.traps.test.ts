import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../flows/checks/flow.findings.ts'
import {
  all,
  any,
  approval,
  condition,
  drawn,
  end,
  fork,
  groups,
  inARow,
  join,
  nOf,
  notify,
  percent,
  sequence,
  start,
} from '../../flows/testing/drawing.ts'
import { number } from '../../flows/testing/fields.ts'
import { opened } from './testing/ticket-world.ts'
import { evolve, initialState } from './ticket.evolve.ts'
import { judge } from './ticket.judge.ts'

const twoWays = drawn(
  [start(), fork(), approval('a', ['ann']), approval('b', ['bob']), join(), end()],
  ['start>fork', 'fork>a', 'fork>b', 'a>join', 'b>join', 'join>end'],
)

// What went wrong in other systems. docs: "How a ticket is decided".
describe('traps seen elsewhere', () => {
  it('the last actor’s edge does not decide for all: one no among three needed is a no, whoever speaks last', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'])))
    scene.approve('ann')
    scene.reject('bob')
    expect(scene.state.status).toBe('REJECTED')
    expect(scene.approve('cyd')).toMatchObject({
      reason: 'ALREADY_DECIDED',
      decided: { byUserId: 'bob', status: 'NODE_FAILED' },
    })
    expect(scene.state.status).toBe('REJECTED')
  })

  it('the last branch does not decide for all', () => {
    const scene = opened(twoWays)
    scene.reject('ann')
    expect(scene.approve('bob')).toMatchObject({ reason: 'ALREADY_DECIDED' })
    expect(scene.state.status).toBe('REJECTED')
  })

  it('a rejected node does not park for ever', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'], nOf(2))))
    scene.reject('ann')
    expect(scene.state.status).toBe('RUNNING')
    scene.reject('bob')
    expect(scene.state).toMatchObject({ status: 'REJECTED', tokens: [] })
    expect(scene.asked()).toEqual([])
  })

  it.each([
    ['ANY', any],
    ['ALL', all],
    ['PERCENT', percent(50)],
    ['SEQUENCE', sequence],
    ['N_OF', nOf(0)],
    ['GROUPS', groups({ need: 0, of: [] })],
  ])('%s does not pass with zero approvals where nobody can be asked', (_, rule) => {
    const nobody = opened(inARow(approval('one', ['ini'], rule)))
    expect(nobody.visit('one').state).toBe('HELD')
    expect(nobody.state.status).toBe('RUNNING')
  })

  it('a rule that nobody can satisfy is not published, and holds where it shows only later', () => {
    const two = approval('one', ['ann'], nOf(2))
    expect(findingsOf(inARow(two))).toMatchObject([{ code: 'QUORUM_TOO_LARGE', severity: 'ERROR' }])
    const roles = { ADMIN: ['ann'] }
    const scene = opened(inARow({ ...two, people: [{ kind: 'ROLE', role: 'ADMIN' }] }), { roles })
    expect(scene.visit('one').state).toBe('HELD')
    expect(scene.approve('ann')).toEqual({ reason: 'NOT_YET' })
  })

  it('a history needs no flow to be read: whatever becomes of the drawing, what was decided stays', () => {
    const scene = opened(twoWays)
    scene.approve('ann', 'bob')
    expect(scene.history.reduce(evolve, initialState('ini'))).toEqual(scene.state)
  })

  it('people are those of the moment when the node was entered, whoever gets the role later', () => {
    const roles = { ADMIN: ['ann', 'bob'] }
    const scene = opened(inARow(approval('one', [], all, { people: [{ kind: 'ROLE', role: 'ADMIN' }] })), { roles })
    scene.world = { roles: { ADMIN: ['ann', 'bob', 'cyd'] } }
    scene.approve('ann', 'bob')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('"10" is not less than "9" in a condition', () => {
    const flow = drawn(
      [start(), condition('if'), approval('small', ['ann']), approval('large', ['bob']), end()],
      ['start>if', { 'if>small': { field: 'sum', operator: 'LESS', value: 9 } }, 'if>large', 'small>end', 'large>end'],
      [number('sum')],
    )
    expect(opened(flow, { values: { sum: 10 } }).standing()).toEqual(['large'])
    expect(opened(flow, { values: { sum: 8.5 } }).standing()).toEqual(['small'])
    expect(opened(flow, { values: { sum: '10' } }).standing(), 'a text is no number').toEqual(['large'])
  })

  it('an assignee of branch A does not act on branch B', () => {
    const scene = opened(twoWays)
    const taskId = scene.taskOf('bob')?.id ?? ''
    expect(scene.give({ kind: 'APPROVE', userId: 'ann', taskId, round: 1, comment: '' })).toEqual({
      reason: 'NOT_YOURS',
    })
    expect(scene.act('ann', { kind: 'SEND_BACK', toNodeId: 'b' })).toEqual({ reason: 'NODE_REFUSED' })
    scene.approve('ann')
    expect(scene.standing()).toEqual(['b'])
  })

  it('whoever claims a task in the payload does not get it', () => {
    const scene = opened(inARow(approval('one', ['ann'])))
    for (const taskId of ['k1', 'k99', '__proto__', '']) {
      expect(scene.give({ kind: 'APPROVE', userId: 'eve', taskId, round: 1, comment: '' })).toEqual({
        reason: 'NOT_YOURS',
      })
    }
  })

  it('two simultaneous votes both count: each is judged by the state that the other left', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob', 'cyd'], nOf(2))))
    const seenByBoth = scene.state
    scene.approve('ann')
    expect(seenByBoth).not.toBe(scene.state)
    scene.approve('bob')
    expect(scene.state.status).toBe('APPROVED')
    const late = { kind: 'APPROVE', userId: 'ann', taskId: 'k1', round: 1, comment: '' } as const
    expect(judge(scene.state, late, scene.facts)).toMatchObject({
      refused: { reason: 'ALREADY_DECIDED', decided: { byUserId: 'ann' } },
    })
  })

  it('each notification goes to the people of its own node', () => {
    const scene = opened(inARow(notify('n1', 'ann'), approval('one', ['bob']), notify('n2', 'cyd')))
    scene.approve('bob')
    const told = scene.history.flatMap((change) =>
      change.kind === 'NOTIFIED' ? [[change.nodeId, change.userIds]] : [],
    )
    expect(told).toEqual([
      ['n1', ['ann']],
      ['n2', ['cyd']],
    ])
  })
})
