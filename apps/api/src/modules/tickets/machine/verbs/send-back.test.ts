import { describe, expect, it } from 'vitest'
import { approval, drawn, end, fork, inARow, join, start } from '../../../flows/testing/drawing.ts'
import { opened } from '../testing/ticket-world.ts'
import { passedOnTheWay } from './send-back.ts'

/** first → fork → (a1 → inner fork (x | y) → a2 | b1 → b2) → last */
const nested = drawn(
  [
    start(),
    approval('first', ['fay']),
    fork('f1'),
    approval('a1', ['ann']),
    fork('f2'),
    approval('x', ['xia']),
    approval('y', ['yan']),
    join('j2'),
    approval('a2', ['amy']),
    approval('b1', ['bob']),
    approval('b2', ['ben']),
    join('j1'),
    approval('last', ['leo']),
    end(),
  ],
  [
    'start>first',
    'first>f1',
    'f1>a1',
    'f1>b1',
    'a1>f2',
    'f2>x',
    'f2>y',
    'x>j2',
    'y>j2',
    'j2>a2',
    'a2>j1',
    'b1>b2',
    'b2>j1',
    'j1>last',
    'last>end',
  ],
)
const running = (...approved: string[]) => {
  const scene = opened(nested)
  expect(scene.approve(...approved)).toBeNull()
  return scene
}
const back = (toNodeId: string | null) => ({ kind: 'SEND_BACK', toNodeId }) as const

describe('sent back to whoever opened it', () => {
  it('ends the round in all ways; handed in again it begins anew', () => {
    const scene = running('fay', 'ann', 'xia')
    scene.act('yan', back(null))
    expect(scene.state).toMatchObject({ status: 'SENT_BACK', tokens: [], round: 1 })
    expect(scene.standing()).toEqual([])
    expect(scene.taskOf('yan')?.status).toBe('SENT_BACK')
    expect(scene.taskOf('bob')).toMatchObject({
      status: 'CLOSED',
      closedBecause: { kind: 'SENT_BACK', byUserId: 'yan' },
    })
    expect(scene.approve('bob')).toMatchObject({ reason: 'ALREADY_DECIDED', decided: { byUserId: 'yan' } })
    expect(scene.give({ kind: 'SUBMIT', userId: 'eve' })).toEqual({ reason: 'NOT_YOURS' })
    expect(scene.give({ kind: 'SUBMIT', userId: 'ini' })).toBeNull()
    expect(scene.state).toMatchObject({ status: 'RUNNING', round: 2, taken: ['start>first'] })
    expect(scene.standing()).toEqual(['first'])
  })

  it('needs a reason', () => {
    expect(running().act('fay', { ...back(null), comment: '' })).toEqual({ reason: 'REASON_NEEDED' })
  })
})

describe('sent back to a node', () => {
  it('takes the token of its own way only; other ways of the fork go on', () => {
    const scene = running('fay', 'ann', 'xia', 'yan', 'bob')
    scene.act('amy', back('a1'))
    expect(scene.standing().sort()).toEqual(['a1', 'b2'])
    expect(scene.state.tokens.map(({ nodeId, path }) => [nodeId, path])).toEqual([
      ['b2', ['f1/f1>b1']],
      ['a1', ['f1/f1>a1']],
    ])
    expect(scene.state.taken).toEqual(['start>first', 'first>f1', 'f1>a1', 'f1>b1', 'b1>b2'])
    expect(scene.approve('ann', 'xia', 'yan', 'amy', 'ben', 'leo')).toBeNull()
    expect(scene.state.status).toBe('APPROVED')
  })

  it('takes what went on in a fork within, also what waits at its join', () => {
    const scene = running('fay', 'ann', 'xia')
    scene.act('yan', back('a1'))
    expect(scene.standing().sort()).toEqual(['a1', 'b1'])
    expect(scene.state.tokens).toHaveLength(2)
    expect(scene.visit('x').state, 'what was passed after it is void').toBe('CLOSED')
  })

  it('before a fork takes all of its ways', () => {
    const scene = running('fay', 'ann', 'bob')
    scene.act('xia', back('first'))
    expect(scene.state.tokens).toMatchObject([{ nodeId: 'first', path: [] }])
    expect(scene.standing()).toEqual(['first'])
    for (const late of ['yan', 'ben']) {
      expect(scene.approve(late)).toMatchObject({
        reason: 'ALREADY_DECIDED',
        decided: { byUserId: 'xia', status: 'SENT_BACK' },
      })
    }
    expect(scene.state.round, 'the round goes on').toBe(1)
  })

  it('asks anew there: who is asked is worked out again', () => {
    const scene = opened(
      inARow(approval('one', [], undefined, { people: [{ kind: 'LEAD' }] }), approval('two', ['bob'])),
      { roles: { LEAD: ['lea'] } },
    )
    scene.approve('lea')
    scene.world = { roles: { LEAD: ['lou'] } }
    scene.act('bob', back('one'))
    expect(scene.asked()).toEqual(['lou'])
  })

  it.each([
    ['one in another way of the fork', 'b1'],
    ['one that was not passed', 'last'],
    ['itself', 'a2'],
    ['one inside a fork that is over', 'x'],
    ['no approval', 'f1'],
    ['one that does not exist', 'nowhere'],
  ])('is refused for %s', (_, nodeId) => {
    const scene = running('fay', 'ann', 'xia', 'yan', 'bob')
    expect(scene.act('amy', back(nodeId))).toEqual({ reason: 'NODE_REFUSED' })
  })

  it('is not possible to what was passed after it, before it was sent back', () => {
    const scene = opened(inARow(approval('one', ['ann']), approval('two', ['bob']), approval('three', ['cyd'])))
    scene.approve('ann', 'bob')
    scene.act('cyd', back('one'))
    expect(scene.act('ann', back('two'))).toEqual({ reason: 'NODE_REFUSED' })
  })

  it('can be chosen from what was passed on the way', () => {
    const scene = running('fay', 'ann', 'xia', 'yan', 'bob')
    const nodes = (nodeId: string) => passedOnTheWay(scene.state, scene.visit(nodeId)).map((visit) => visit.nodeId)
    expect(nodes('a2')).toEqual(['first', 'a1'])
    expect(nodes('b2')).toEqual(['first', 'b1'])
  })
})
