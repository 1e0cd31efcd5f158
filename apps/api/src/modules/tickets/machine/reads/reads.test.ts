import { describe, expect, it } from 'vitest'
import { approval, condition, drawn, end, fork, inARow, join, nOf, start } from '../../../flows/testing/drawing.ts'
import { number } from '../../../flows/testing/fields.ts'
import { opened, Scene } from '../testing/ticket-world.ts'
import { stepsOf } from './steps.ts'
import { waitingFor } from './waiting.ts'

const flow = drawn(
  [
    start(),
    condition('if'),
    approval('boss', ['bo']),
    fork(),
    approval('a', ['ann']),
    approval('b', ['bob']),
    join(),
    end(),
  ],
  [
    'start>if',
    { 'if>boss': { field: 'sum', operator: 'MORE', value: 9 } },
    'if>fork',
    'boss>fork',
    'fork>a',
    'fork>b',
    'a>join',
    'b>join',
    'join>end',
  ],
  [number('sum')],
)
const colours = ({ state }: Scene) =>
  stepsOf(flow, state)
    .map((step) => `${step.nodeId} ${step.state}`)
    .join(', ')

describe('how a flow is coloured', () => {
  it('tells of each node what it is in this round', () => {
    const scene = opened(flow, { values: { sum: 1 } })
    scene.approve('ann')
    expect(colours(scene)).toBe(
      'start PASSED, if PASSED, boss NOT_TAKEN, fork PASSED, a PASSED, b CURRENT, join CURRENT, end WAITING',
    )
    expect(scene.state.taken).toEqual(['start>if', 'if>fork', 'fork>a', 'fork>b', 'a>join'])
    scene.approve('bob')
    expect(colours(scene)).toContain('b PASSED, join PASSED, end PASSED')
    expect(stepsOf(flow, scene.state)[4]).toMatchObject({ nodeId: 'a', state: 'PASSED', visit: { id: 'v1' } })
  })

  it('knows where it failed, and what was never come to', () => {
    const scene = opened(flow, { values: { sum: 1 } })
    scene.reject('ann')
    expect(colours(scene)).toContain('a FAILED, b NOT_TAKEN, join NOT_TAKEN, end NOT_TAKEN')
  })

  it('begins anew with each round, and waits before it', () => {
    const scene = opened(flow, { values: { sum: 10 } })
    scene.approve('bo')
    scene.act('ann', { kind: 'SEND_BACK', toNodeId: 'boss' })
    expect(colours(scene)).toContain('boss CURRENT, fork WAITING, a WAITING')
    scene.act('bo', { kind: 'SEND_BACK', toNodeId: null })
    expect(colours(scene)).toContain('start PASSED, if PASSED, boss WAITING')
    expect(colours(new Scene(flow))).toContain('start WAITING')
    const again = opened(flow, { values: { sum: 10 } })
    again.approve('bo', 'ann')
    again.give({ kind: 'START_OVER', digest: 'd2', changes: [] })
    expect(colours(again)).toContain('boss CURRENT, fork WAITING, a WAITING')
  })
})

describe('why it waits, and who could unblock it', () => {
  const waits = (scene: Scene) => waitingFor(scene.state, { ...scene.facts, ownerId: 'own' })

  it('names those whose turn it is, what they need, and what happens by itself', () => {
    const node = approval('one', ['ann', 'bob', 'cyd'], nOf(2), {
      deadline: { minutes: 60, workingTime: false, escalateTo: [] },
    })
    const scene = opened(inARow(node))
    scene.approve('ann')
    expect(waits(scene)).toEqual([
      {
        reason: 'DECISION',
        nodeId: 'one',
        since: '2030-01-01T00:00:00.000Z',
        userIds: ['bob', 'cyd'],
        unblockerIds: ['bob', 'cyd'],
        need: { need: 2, given: 1, possible: 3, people: 3 },
        next: { kind: 'REMIND_HALF', dueAt: '2030-01-01T00:30:00.000Z', fired: false },
      },
    ])
    scene.world = { inactive: ['bob', 'cyd'] }
    expect(waits(scene)).toMatchObject([{ reason: 'PEOPLE_GONE', unblockerIds: ['own', 'ini'] }])
  })

  it('says that people have to be named, that it is with its initiator, and nothing before it is opened and when it is over', () => {
    const held = opened(inARow(approval('one', ['ini'])))
    expect(waits(held)).toMatchObject([{ reason: 'TOO_FEW_PEOPLE', nodeId: 'one', userIds: [], unblockerIds: ['own'] }])
    const back = opened(flow, { values: { sum: 10 } })
    back.act('bo', { kind: 'SEND_BACK', toNodeId: null })
    expect(waits(back)).toMatchObject([{ reason: 'INITIATOR', nodeId: null, userIds: ['ini'], unblockerIds: ['ini'] }])
    held.give({ kind: 'CANCEL', userId: 'root', reason: 'no' })
    expect(waits(held)).toEqual([])
    expect(waits(new Scene(flow))).toEqual([])
  })
})
