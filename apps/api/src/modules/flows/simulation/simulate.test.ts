import { describe, expect, it } from 'vitest'
import { Scene, type World } from '../../tickets/machine/testing/ticket-world.ts'
import type { FlowDefinition } from '../flow.definition.ts'
import {
  all,
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
  start,
} from '../testing/drawing.ts'
import { number } from '../testing/fields.ts'
import { simulate } from './simulate.ts'

const tried = (flow: FlowDefinition, world: World = {}) => {
  const { errors, steps, takenLinkIds, outcome } = simulate(flow, world.values ?? {}, {
    ...new Scene(flow, world).facts,
    initiatorId: 'ini',
  })
  return { errors: errors.map(({ code }) => code), steps, takenLinkIds, outcome }
}
const blockersOf = (flow: FlowDefinition, world?: World) => tried(flow, world).steps.flatMap(({ blockers }) => blockers)

const boss = approval('boss', ['bo'], all, { deadline: { minutes: 60, workingTime: false, escalateTo: [] } })
const large = drawn(
  [
    start(),
    condition('if'),
    fork(),
    boss,
    approval('ops', ['ann', 'bob'], nOf(1)),
    join(),
    notify('tell', 'cyd'),
    end(),
  ],
  [
    'start>if',
    { 'if>fork': { field: 'sum', operator: 'MORE', value: 9 } },
    'if>tell',
    'fork>boss',
    'fork>ops',
    'boss>join',
    'ops>join',
    'join>tell',
    'tell>end',
  ],
  [number('sum')],
)

describe('a flow tried out', () => {
  it('says where a form leads, whom it asks on the way, and what may block', () => {
    const { steps, outcome, takenLinkIds } = tried(large, { values: { sum: 10 }, standIns: { bob: 'dan' } })
    expect(steps.map(({ nodeId }) => nodeId)).toEqual(['start', 'if', 'fork', 'boss', 'ops', 'join', 'tell', 'end'])
    expect(steps[4]).toEqual({
      nodeId: 'ops',
      people: [
        { userId: 'ann', inPlaceOf: null },
        { userId: 'dan', inPlaceOf: 'bob' },
      ],
      need: 1,
      blockers: ['NO_DEADLINE'],
    })
    expect(steps[3]?.blockers).toEqual([])
    expect(outcome).toBe('APPROVED')
    expect(takenLinkIds).not.toContain('if>tell')
  })

  it('takes the other way for another form', () => {
    expect(tried(large, { values: { sum: 9 } }).takenLinkIds).toEqual(['start>if', 'if>tell', 'tell>end'])
  })

  it.each([
    ['nobody has the role', approval('a', [], all, { people: [{ kind: 'ROLE', role: 'ADMIN' }] }), 'NOBODY_TO_ASK'],
    ['only the initiator has it', approval('a', ['ini'], percent(50)), 'ONLY_SELF'],
    ['too few for the quorum', approval('a', ['ann'], nOf(3)), 'TOO_FEW_PEOPLE'],
    [
      'too few for the groups',
      approval('a', [], groups({ need: 1, of: ['ann'] }, { need: 1, of: ['ann'] })),
      'TOO_FEW_PEOPLE',
    ],
  ])('goes on where %s, and says so', (_, node, blocker) => {
    const { outcome, steps } = tried(inARow(node, boss))
    expect(steps[1]?.blockers).toEqual([blocker, 'NO_DEADLINE'])
    expect(outcome).toBe('APPROVED')
  })

  it('does not begin where the drawing leads nowhere or in a circle', () => {
    const circle = drawn([start(), boss, end()], ['start>boss', 'boss>boss'])
    expect(tried(circle)).toMatchObject({ errors: expect.arrayContaining(['LOOP']), steps: [], outcome: null })
  })

  it('stops where nobody could ever be enough', () => {
    expect(tried(inARow(approval('a', [], groups())))).toMatchObject({ outcome: 'RUNNING' })
    expect(blockersOf(inARow(approval('a', [], groups())))).toContain('NOBODY_TO_ASK')
  })
})
