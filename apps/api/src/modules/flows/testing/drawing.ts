import type {
  ApprovalNode,
  ApprovalNodeRule,
  Condition,
  FlowDefinition,
  FlowLink,
  FlowNode,
  PeopleSource,
} from '../flow.definition.ts'

const place = { x: 0, y: 0 }

export const start = (id = 'start'): FlowNode => ({ id, title: id, ...place, kind: 'START' })
export const end = (id = 'end', outcome: 'APPROVED' | 'REJECTED' = 'APPROVED'): FlowNode => ({
  id,
  title: id,
  ...place,
  kind: 'END',
  outcome,
})
export const fork = (id = 'fork'): FlowNode => ({ id, title: id, ...place, kind: 'FORK' })
export const join = (id = 'join'): FlowNode => ({ id, title: id, ...place, kind: 'JOIN' })
export const condition = (id: string): FlowNode => ({ id, title: id, ...place, kind: 'CONDITION' })
export const notify = (id: string, ...userIds: string[]): FlowNode => ({
  id,
  title: id,
  ...place,
  kind: 'NOTIFY',
  people: users(...userIds),
  message: 'Look here.',
})

export const users = (...userIds: string[]): PeopleSource[] => (userIds.length > 0 ? [{ kind: 'USERS', userIds }] : [])

export const any: ApprovalNodeRule = { kind: 'ANY', failsAt: 'FIRST_REJECTION' }
export const all: ApprovalNodeRule = { kind: 'ALL' }
export const sequence: ApprovalNodeRule = { kind: 'SEQUENCE' }
export const nOf = (approvals: number): ApprovalNodeRule => ({ kind: 'N_OF', approvals })
export const percent = (share: number): ApprovalNodeRule => ({ kind: 'PERCENT', percent: share })
export const groups = (...each: { need: number; of: string[] }[]): ApprovalNodeRule => ({
  kind: 'GROUPS',
  groups: each.map(({ need, of }, index) => ({ title: `group ${index}`, people: users(...of), approvals: need })),
})

export const approval = (
  id: string,
  userIds: string[],
  rule: ApprovalNodeRule = all,
  more: Partial<Pick<ApprovalNode, 'veto' | 'deadline' | 'selfApproval' | 'people' | 'askByPoll'>> = {},
): ApprovalNode => ({
  id,
  title: id,
  ...place,
  kind: 'APPROVAL',
  rule,
  people: users(...userIds),
  veto: [],
  deadline: null,
  selfApproval: false,
  ...more,
})

/** `a>b`: a link from a to b, in the order in which they are written; an object gives the link its condition. */
export function drawn(
  nodes: FlowNode[],
  links: (string | Record<string, Condition>)[],
  form: FlowDefinition['form'] = [],
): FlowDefinition {
  const pairs = links.flatMap((link): [string, Condition | null][] =>
    typeof link === 'string' ? [[link, null]] : Object.entries(link),
  )
  return {
    nodes,
    links: pairs.map(([id, when], position): FlowLink => {
      const [from = '', to = ''] = id.split('>')
      return { id, from, to, condition: when, position }
    }),
    form,
  }
}

/** A flow that goes through these approvals one after the other. */
export function inARow(...approvals: FlowNode[]): FlowDefinition {
  const nodes = [start(), ...approvals, end()]
  return drawn(
    nodes,
    nodes.slice(1).map(({ id }, index) => `${nodes[index]?.id}>${id}`),
  )
}
