import { describe, expect, it } from 'vitest'
import { approval, drawn, end, fork, inARow, join, start } from '../../flows/testing/drawing.ts'
import { opened } from './testing/ticket-world.ts'

describe('a ticket goes its way', () => {
  it('asks at the first approval, then at the next, and ends approved', () => {
    const scene = opened(inARow(approval('one', ['ann']), approval('two', ['bob'])))
    expect(scene.standing()).toEqual(['one'])
    expect(scene.approve('ann')).toBeNull()
    expect(scene.asked()).toEqual(['bob'])
    scene.approve('bob')
    expect(scene.state).toMatchObject({ status: 'APPROVED', tokens: [], end: { byUserId: 'bob' } })
    expect(scene.state.taken).toEqual(['start>one', 'one>two', 'two>end'])
  })

  it('goes all ways of a fork and on when all have come', () => {
    const nodes = [start(), fork(), approval('a', ['ann']), approval('b', ['bob']), join(), end()]
    const flow = drawn(nodes, ['start>fork', 'fork>a', 'fork>b', 'a>join', 'b>join', 'join>end'])
    const scene = opened(flow)
    expect(scene.standing()).toEqual(['a', 'b'])
    scene.approve('ann')
    expect(scene.state.status).toBe('RUNNING')
    scene.approve('bob')
    expect(scene.state.status).toBe('APPROVED')
  })

  it('is rejected when one way is, and asks nobody in the other any more', () => {
    const nodes = [start(), fork(), approval('a', ['ann']), approval('b', ['bob']), join(), end()]
    const scene = opened(drawn(nodes, ['start>fork', 'fork>a', 'fork>b', 'a>join', 'b>join', 'join>end']))
    scene.reject('ann')
    expect(scene.state).toMatchObject({ status: 'REJECTED', end: { reason: 'because', byUserId: 'ann' } })
    expect(scene.taskOf('bob')).toMatchObject({
      status: 'CLOSED',
      closedBecause: { kind: 'TICKET_ENDED', byUserId: 'ann' },
    })
  })
})
