import { describe, expect, it } from 'vitest'
import type { ApprovalNode, FlowAction, FlowDefinition } from '../flow.definition.ts'
import {
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
} from '../testing/drawing.ts'
import { field, number, people, text } from '../testing/fields.ts'
import { findingsOf, isSound } from './flow.findings.ts'

const one = approval('one', ['ann'])
const two = approval('two', ['bob'])
const codes = (flow: FlowDefinition) =>
  findingsOf(flow).map(({ code, nodeId, linkId, field }) => [code, nodeId ?? linkId ?? field])
const more = { field: 'sum', operator: 'MORE', value: 9 } as const
const chosen = (nodes: FlowDefinition['nodes'], links: Parameters<typeof drawn>[1], form = [number('sum')]) =>
  drawn([start(), condition('if'), one, two, end(), ...nodes], ['start>if', 'one>end', 'two>end', ...links], form)
const asking = (change: Partial<ApprovalNode>, form: FlowDefinition['form'] = []) => ({
  ...inARow({ ...one, ...change }),
  form,
})

const withValidity = (validHours: number): FlowDefinition => {
  const flow = inARow(one)
  return { ...flow, nodes: flow.nodes.map((node) => (node.kind === 'END' ? { ...node, validHours } : node)) }
}

describe('a flow that can be published', () => {
  it.each<[string, FlowDefinition]>([
    ['one approval', inARow(one)],
    ['a condition', chosen([], [{ 'if>one': more }, 'if>two'])],
    ['ways of a fork that go over conditions', nested()],
    ['a role, however many have it', asking({ people: [{ kind: 'ROLE', role: 'ADMIN' }], rule: nOf(7) })],
    ['the initiator, where that is allowed', asking({ people: [{ kind: 'INITIATOR' }], selfApproval: true })],
    [
      'groups that share people, but not too many',
      asking({ people: [], rule: groups({ need: 1, of: ['a', 'b'] }, { need: 1, of: ['a'] }) }),
    ],
  ])('%s', (_, flow) => {
    expect(findingsOf(flow)).toEqual([])
    expect(isSound(flow)).toBe(true)
  })
})

function nested(
  change: (links: string[]) => (string | Record<string, typeof more>)[] = (links) => links,
): FlowDefinition {
  const inner = [fork('f2'), approval('c', ['cyd']), approval('d', ['dan']), join('j2')]
  const nodes = [start(), fork('f1'), condition('if'), one, two, ...inner, join('j1'), end()]
  const links = [
    'start>f1',
    'f1>if',
    'f1>f2',
    'if>two',
    'one>j1',
    'two>j1',
    'f2>c',
    'f2>d',
    'c>j2',
    'd>j2',
    'j2>j1',
    'j1>end',
  ]
  return drawn(nodes, [{ 'if>one': more }, ...change(links)], [number('sum')])
}

const without =
  (...gone: string[]) =>
  (links: string[]) =>
    links.filter((id) => !gone.includes(id))
const instead =
  (gone: string, ...come: string[]) =>
  (links: string[]) => [...without(gone)(links), ...come]

describe('what is wrong with a drawing', () => {
  it.each<[string, FlowDefinition, [string, string | undefined][]]>([
    ['no start', drawn([one, end()], ['one>end']), [['NO_START', undefined]]],
    [
      'two starts',
      drawn([start(), start('begin'), one, end()], ['start>one', 'begin>one', 'one>end']),
      [['SEVERAL_STARTS', 'begin']],
    ],
    ['an id that stands twice', drawn([start(), one, one, end()], ['start>one', 'one>end']), [['SAME_ID', 'one']]],
    [
      'a link to nowhere',
      drawn([start(), one, end()], ['start>one', 'one>end', 'one>gone']),
      [
        ['SEVERAL_WAYS_ON', 'one'],
        ['LINK_TO_NOWHERE', 'one>gone'],
      ],
    ],
    [
      'only ends that reject',
      drawn([start(), one, end('no', 'REJECTED')], ['start>one', 'one>no']),
      [['NO_APPROVING_END', undefined]],
    ],
    [
      'a link into the start',
      drawn([start(), one, end(), fork('f')], ['start>one', 'one>end', 'f>start', 'f>end']),
      [
        ['LINK_INTO_START', 'f>start'],
        ['UNREACHABLE', 'f'],
      ],
    ],
    [
      'a link out of an end',
      drawn([start(), one, end(), end('x')], ['start>one', 'one>end', 'end>x']),
      [['LINK_OUT_OF_END', 'end>x']],
    ],
    [
      'a dead end',
      drawn(
        [start(), condition('if'), one, two, end()],
        ['start>if', { 'if>one': more }, 'if>two', 'one>end'],
        [number('sum')],
      ),
      [
        ['NO_WAY_ON', 'two'],
        ['NO_WAY_TO_END', 'two'],
      ],
    ],
    [
      'two ways out of an approval',
      drawn([start(), one, two, end()], ['start>one', 'one>end', 'one>two', 'two>end']),
      [['SEVERAL_WAYS_ON', 'one']],
    ],
    [
      'a fork with one way',
      drawn([start(), fork(), one, join(), end()], ['start>fork', 'fork>one', 'one>join', 'join>end']),
      [['TOO_FEW_WAYS', 'fork']],
    ],
    [
      'a node that nobody comes to',
      drawn([start(), one, two, end()], ['start>one', 'one>end', 'two>end']),
      [['UNREACHABLE', 'two']],
    ],
    [
      'a way back',
      drawn(
        [start(), one, condition('if'), end()],
        ['start>one', 'one>if', { 'if>one': more }, 'if>end'],
        [number('sum')],
      ),
      [['LOOP', 'if>one']],
    ],
    ['an end inside a fork', nested(instead('two>j1', 'two>end')), [['WAYS_MEET_WITHOUT_JOIN', 'end']]],
    [
      'an end of its own inside a fork',
      { ...nested(instead('two>j1', 'two>no')), nodes: [...nested().nodes, end('no')] },
      [['END_INSIDE_FORK', 'no']],
    ],
    [
      'a join that no fork leads to',
      drawn([start(), one, join(), end()], ['start>one', 'one>join', 'join>end']),
      [['JOIN_WITHOUT_FORK', 'join']],
    ],
    [
      'forks that cross',
      nested(instead('d>j2', 'd>j1')),
      [
        ['JOIN_MISSES_WAYS', 'j2'],
        ['WAYS_MEET_WITHOUT_JOIN', 'j1'],
      ],
    ],
    [
      'ways that meet without a join',
      nested(instead('c>j2', 'c>two')),
      [
        ['WAYS_MEET_WITHOUT_JOIN', 'two'],
        ['JOIN_MISSES_WAYS', 'j2'],
      ],
    ],
    ['no default', chosen([], [{ 'if>one': more }, { 'if>two': more }]), [['NO_DEFAULT', 'if']]],
    ['two defaults', chosen([], ['if>one', 'if>two']), [['SEVERAL_DEFAULTS', 'if']]],
    [
      'a condition that leaves an approval',
      drawn([start(), one, end()], ['start>one', { 'one>end': more }], [number('sum')]),
      [['CONDITION_MISPLACED', 'one>end']],
    ],
    ['a field that is not there', chosen([], [{ 'if>one': more }, 'if>two'], []), [['UNKNOWN_FIELD', 'if>one']]],
    [
      'an operator that does not fit',
      chosen([], [{ 'if>one': more }, 'if>two'], [text('sum')]),
      [['OPERATOR_DOES_NOT_FIT', 'if>one']],
    ],
    [
      'a value of the wrong type',
      chosen([], [{ 'if>one': { ...more, value: '9' } }, 'if>two']),
      [['VALUE_DOES_NOT_FIT', 'if>one']],
    ],
    [
      'a way on which nobody is asked',
      drawn(
        [start(), condition('if'), one, end()],
        ['start>if', { 'if>one': more }, 'if>end', 'one>end'],
        [number('sum')],
      ),
      [['APPROVED_BY_NOBODY', 'end']],
    ],
    ['nobody to tell', inARow(one, notify('n')), [['NOBODY_TOLD', 'n']]],
  ])('%s', (_, flow, expected) => {
    expect(codes(flow).sort()).toEqual(expected.sort())
  })

  it('is not looked at when it is too large', () => {
    const nodes = Array.from({ length: 201 }, (_, index) => approval(`a${index}`, []))
    expect(codes({ ...drawn(nodes, []), links: Array(401).fill(inARow(one).links[0]) })).toEqual([
      ['TOO_MANY_NODES', undefined],
      ['TOO_MANY_LINKS', undefined],
    ])
  })

  it('a fork of which one way goes straight to the join still asks at the other', () => {
    const flow = drawn(
      [start(), fork(), one, join(), end()],
      ['start>fork', 'fork>one', 'fork>join', 'one>join', 'join>end'],
    )
    expect(findingsOf(flow)).toEqual([])
  })

  it('takes 200 nodes and 400 links in less than a second', () => {
    const flow = inARow(...Array.from({ length: 198 }, (_, index) => approval(`a${index}`, ['ann'])))
    const began = performance.now()
    expect(findingsOf(flow)).toEqual([])
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('whom an approval asks', () => {
  it.each<[string, FlowDefinition, [string, string][]]>([
    ['nobody', asking({ people: [] }), [['NOBODY_ASKED', 'one']]],
    ['an empty list', asking({ people: [{ kind: 'USERS', userIds: [] }] }), [['NOBODY_ASKED', 'one']]],
    ['only the initiator', asking({ people: [{ kind: 'INITIATOR' }] }), [['ONLY_INITIATOR', 'one']]],
    ['fewer than it needs', asking({ rule: nOf(2) }), [['QUORUM_TOO_LARGE', 'one']]],
    [
      'the same person twice',
      asking({ rule: nOf(2), people: [{ kind: 'USERS', userIds: ['ann', 'ann'] }] }),
      [['QUORUM_TOO_LARGE', 'one']],
    ],
    [
      'one lead, for two approvals',
      asking({ rule: nOf(2), people: [{ kind: 'LEAD' }] }),
      [['QUORUM_TOO_LARGE', 'one']],
    ],
    ['none needed', asking({ rule: nOf(0) }), [['APPROVALS_NOT_POSITIVE', 'one']]],
    ['half an approval', asking({ rule: nOf(0.5) }), [['APPROVALS_NOT_POSITIVE', 'one']]],
    ['0 %', asking({ rule: percent(0) }), [['PERCENT_OUT_OF_RANGE', 'one']]],
    ['101 %', asking({ rule: percent(101) }), [['PERCENT_OUT_OF_RANGE', 'one']]],
    ['no group', asking({ people: [], rule: groups() }), [['NOBODY_ASKED', 'one']]],
    [
      'an empty group',
      asking({ people: [], rule: groups({ need: 1, of: [] }, { need: 1, of: ['bob'] }) }),
      [['NOBODY_ASKED', 'one']],
    ],
    [
      'a group that needs none',
      asking({ people: [], rule: groups({ need: 0, of: ['ann'] }) }),
      [['APPROVALS_NOT_POSITIVE', 'one']],
    ],
    [
      'a group that is too small',
      asking({ people: [], rule: groups({ need: 2, of: ['ann'] }) }),
      [['QUORUM_TOO_LARGE', 'one']],
    ],
    [
      'one person in two groups',
      asking({ people: [], rule: groups({ need: 1, of: ['ann'] }, { need: 1, of: ['ann'] }) }),
      [['GROUPS_SHARE_PEOPLE', 'one']],
    ],
    ['people beside the groups', asking({ rule: groups({ need: 1, of: ['bob'] }) }), [['PEOPLE_BESIDE_GROUPS', 'one']]],
    [
      'a field that is no PEOPLE field',
      asking({ people: [...one.people, { kind: 'FIELD', field: 'who' }] }, [text('who')]),
      [['FIELD_NOT_PEOPLE', 'one']],
    ],
    [
      'a field that may be left empty',
      asking({ people: [{ kind: 'FIELD', field: 'who' }] }, [{ ...people('who'), required: false }]),
      [['FIELD_MAY_BE_EMPTY', 'one']],
    ],
    ['an approval that holds for no time', withValidity(0), [['VALIDITY_NOT_POSITIVE', 'end']]],
    ['a poll that asks one after the other', asking({ askByPoll: true, rule: sequence }), [['POLL_ONE_BY_ONE', 'one']]],
    ['a poll by a share of those asked', asking({ askByPoll: true, rule: percent(50) }), []],
    ['a poll of groups', asking({ askByPoll: true, people: [], rule: groups({ need: 1, of: ['bob'] }) }), []],
    ['an approval that holds for half an hour', withValidity(0.5), []],
    [
      'no time',
      asking({ deadline: { minutes: 0, workingTime: false, escalateTo: [] } }),
      [['DEADLINE_NOT_POSITIVE', 'one']],
    ],
  ])('%s', (_, flow, expected) => expect(codes(flow)).toEqual(expected))
})

describe('what a flow does in the end', () => {
  const servers = field('where', { kind: 'SERVERS', multiple: true })
  const acting = (action: FlowAction, form: FlowDefinition['form'] = [servers]) => {
    const flow = inARow(one)
    return { ...flow, form, nodes: flow.nodes.map((node) => (node.kind === 'END' ? { ...node, action } : node)) }
  }
  const run = { kind: 'RUN_COMMAND', automatic: false, command: 'uptime', field: 'where', timeoutSeconds: 60 } as const
  const grant = { kind: 'GRANT_ACCESS', automatic: true, field: 'what', hours: 4 } as const
  const revision = field('what', { kind: 'REVISION' })

  it.each<[string, FlowDefinition, string[]]>([
    ['a command and where it runs', acting(run), []],
    ['no command', acting({ ...run, command: ' ' }), ['ACTION_INCOMPLETE']],
    ['a field that is not there', acting({ ...run, field: '' }), ['ACTION_INCOMPLETE']],
    ['a field of another kind', acting({ ...run, field: 'what' }, [servers, revision]), ['ACTION_INCOMPLETE']],
    ['a field that may stay empty', acting(run, [{ ...servers, required: false }]), ['ACTION_FIELD_MAY_BE_EMPTY']],
    ['access to what the form names', acting(grant, [revision]), []],
    ['access to an environment', acting(grant, [field('what', { kind: 'ENVIRONMENT' })]), []],
    ['access to servers', acting({ ...grant, field: 'where' }), ['ACTION_INCOMPLETE']],
    ['access to nothing', acting(grant), ['ACTION_INCOMPLETE']],
    ['a hook', acting({ kind: 'CALL_WEBHOOK', automatic: true, hookId: 'h' }), []],
    ['no hook', acting({ kind: 'CALL_WEBHOOK', automatic: true, hookId: '' }), ['ACTION_INCOMPLETE']],
  ])('%s', (_, flow, expected) => {
    expect(findingsOf(flow).map(({ code }) => code)).toEqual(expected)
  })
})
