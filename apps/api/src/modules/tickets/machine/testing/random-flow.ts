import type {
  ApprovalNode,
  ApprovalNodeRule,
  Condition,
  FlowDefinition,
  FlowNode,
} from '../../../flows/flow.definition.ts'
import { approval, condition, drawn, end, fork, join, notify, start, users } from '../../../flows/testing/drawing.ts'
import { number } from '../../../flows/testing/fields.ts'
import type { Dice } from './dice.ts'

export const crowd = ['ini', 'ann', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gil']
export const mostRandomNodes = 12

/** A sound drawing of at most twelve nodes: approvals of every rule, conditions, and forks in each other. */
export function randomFlow(dice: Dice): FlowDefinition {
  const nodes: FlowNode[] = [start(), end()]
  const links: (string | Record<string, Condition>)[] = []
  const budget = () => mostRandomNodes - nodes.length
  const add = (node: FlowNode): string => {
    nodes.push(node)
    return node.id
  }
  const link = (from: string, to: string) => links.push(`${from}>${to}`)

  /** Draws something after a node and says where it goes on. `inFork`: nothing may end there. */
  function grow(from: string, inFork: boolean): string {
    const room = budget()
    const shape = dice.throw(room >= 4 ? 6 : 3)
    if (room < 1) return from
    if (shape === 2) return thenOne(from, notify(`n${nodes.length}`, ...dice.some(crowd)))
    if (shape <= 3) return thenOne(from, randomApproval(`a${nodes.length}`, dice))
    if (shape === 4) return divide(from)
    return choose(from, inFork)
  }

  function thenOne(from: string, node: FlowNode): string {
    link(from, add(node))
    return node.id
  }

  /** Two or three ways, each with at least one node so that no two links are the same. */
  function divide(from: string): string {
    const id = thenOne(from, fork(`f${nodes.length}`))
    const meeting = join(`j${nodes.length}`)
    add(meeting)
    const ways = budget() >= 3 && dice.once(3) ? 3 : 2
    const begun = Array.from({ length: ways }, (_, way) => thenOne(id, randomApproval(`${id}w${way}`, dice)))
    for (const first of begun) link(dice.once(2) ? grow(first, true) : first, meeting.id)
    return meeting.id
  }

  function choose(from: string, inFork: boolean): string {
    const id = thenOne(from, condition(`c${nodes.length}`))
    const meeting = add(notify(`m${nodes.length}`, 'ann'))
    const way = add(
      dice.once(3) && !inFork ? end(`no${nodes.length}`, 'REJECTED') : randomApproval(`a${nodes.length}`, dice),
    )
    links.push({ [`${id}>${way}`]: { field: 'sum', operator: 'AT_LEAST', value: dice.throw(20) } }, `${id}>${meeting}`)
    if (!way.startsWith('no')) link(way, meeting)
    return meeting
  }

  let last = 'start'
  for (let blocks = 1 + dice.throw(4); blocks > 0; blocks--) last = grow(last, false)
  link(last, 'end')
  return drawn(nodes, links, [number('sum')])
}

function randomApproval(id: string, dice: Dice): ApprovalNode {
  const escalateTo = users(...dice.some(crowd).slice(0, 2))
  const rule = randomRule(dice)
  const people = rule.kind === 'GROUPS' ? [] : dice.once(12) ? [] : ['ann', ...dice.some(crowd).slice(0, 3)]
  return approval(id, people, rule, {
    veto: dice.once(4) ? users(dice.pick(crowd)) : [],
    selfApproval: dice.once(4),
    deadline: dice.once(2) ? { minutes: 60, workingTime: false, escalateTo } : null,
  })
}

function randomRule(dice: Dice): ApprovalNodeRule {
  const rules: (() => ApprovalNodeRule)[] = [
    () => ({ kind: 'ALL' }),
    () => ({ kind: 'ANY', failsAt: dice.pick(['FIRST_REJECTION', 'ALL_REJECTED']) }),
    () => ({ kind: 'N_OF', approvals: 1 + dice.throw(3) }),
    () => ({ kind: 'PERCENT', percent: 1 + dice.throw(100) }),
    () => ({ kind: 'SEQUENCE' }),
    () => ({
      kind: 'GROUPS',
      groups: Array.from({ length: 1 + dice.throw(3) }, (_, index) => ({
        title: `g${index}`,
        people: users('bob', ...dice.some(crowd)),
        approvals: 1 + dice.throw(2),
      })),
    }),
  ]
  return dice.pick(rules)()
}
