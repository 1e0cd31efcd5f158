import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { Role } from '../accounts/accounts.schema.ts'
import type { Person } from '../accounts/people.ts'
import type { FlowFinding as Finding } from './checks/flow.finding.ts'
import type * as Flow from './flow.definition.ts'
import { FlowAction } from './flow-action.schema.ts'
import {
  ApprovalFailure,
  ApprovalNodeRuleKind,
  EndOutcome,
  FindingSeverity,
  FlowNodeKind,
  PeopleSourceKind,
} from './flow-enums.schema.ts'

const User = modelType('User')

const people = batched(async (ids: string[], { services }) => {
  const found = await services.database.prisma.user.findMany({ where: { id: { in: ids } } })
  return new Map<string, Person>(found.map((person) => [person.id, person]))
})

const idsOf = (source: Flow.PeopleSource) => (source.kind === 'USERS' ? source.userIds : [])

const PeopleSource = builder.objectRef<Flow.PeopleSource>('PeopleSource').implement({
  description: 'People, named in one way.',
  fields: (t) => ({
    kind: t.field({ type: PeopleSourceKind, description: 'In which way.', resolve: ({ kind }) => kind }),
    userIds: t.idList({ description: 'Of USERS; else empty.', resolve: idsOf }),
    users: t.field({
      type: [User],
      description: 'Of USERS; else empty.',
      resolve: async (source, _args, context) => {
        const found = await Promise.all(idsOf(source).map((id) => people.load(context, id)))
        return found.filter((person) => person !== undefined)
      },
    }),
    role: t.field({
      type: Role,
      nullable: true,
      description: 'Of ROLE.',
      resolve: (source) => (source.kind === 'ROLE' ? source.role : null),
    }),
    field: t.string({
      nullable: true,
      description: 'Of FIELD: the name of a field of the form.',
      resolve: (source) => (source.kind === 'FIELD' ? source.field : null),
    }),
  }),
})

const ApproverGroup = builder.objectRef<Flow.ApproverGroup>('ApproverGroup').implement({
  description: 'A group of whom some must approve.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Such as Security.' }),
    people: t.field({ type: [PeopleSource], description: 'Who is in it.', resolve: (group) => group.people }),
    approvals: t.exposeInt('approvals', { description: 'How many of them must approve.' }),
  }),
})

const ApprovalNodeRule = builder.objectRef<Flow.ApprovalNodeRule>('ApprovalNodeRule').implement({
  description: 'When an approval node passes.',
  fields: (t) => ({
    kind: t.field({ type: ApprovalNodeRuleKind, description: 'The rule.', resolve: ({ kind }) => kind }),
    approvals: t.int({
      nullable: true,
      description: 'Of N_OF.',
      resolve: (rule) => (rule.kind === 'N_OF' ? rule.approvals : null),
    }),
    percent: t.int({
      nullable: true,
      description: 'Of PERCENT: 1 to 100.',
      resolve: (rule) => (rule.kind === 'PERCENT' ? rule.percent : null),
    }),
    failsAt: t.field({
      type: ApprovalFailure,
      nullable: true,
      description: 'Of ANY.',
      resolve: (rule) => (rule.kind === 'ANY' ? rule.failsAt : null),
    }),
    groups: t.field({
      type: [ApproverGroup],
      description: 'Of GROUPS; else empty.',
      resolve: (rule) => (rule.kind === 'GROUPS' ? rule.groups : []),
    }),
  }),
})

const NodeDeadline = builder.objectRef<Flow.NodeDeadline>('NodeDeadline').implement({
  description: 'When a node that nobody decides ends: it reminds, asks others too, and is then rejected.',
  fields: (t) => ({
    minutes: t.exposeInt('minutes', { description: 'How long people have.' }),
    workingTime: t.exposeBoolean('workingTime', { description: 'Only time in which people work counts.' }),
    escalateTo: t.field({
      type: [PeopleSource],
      description: 'Who is asked in addition when the time is over.',
      resolve: (deadline) => deadline.escalateTo,
    }),
  }),
})

const approval = (node: Flow.FlowNode) => (node.kind === 'APPROVAL' ? node : null)

export const FlowNode = builder.objectRef<Flow.FlowNode>('FlowNode').implement({
  description: 'A node of a flow. What only some kinds have is null or empty of the others.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Unique in the flow; its author chose it.' }),
    kind: t.field({ type: FlowNodeKind, description: 'What happens there.', resolve: ({ kind }) => kind }),
    title: t.exposeString('title', { description: 'What people read.' }),
    x: t.exposeFloat('x', { description: 'Where it stands on the drawing.' }),
    y: t.exposeFloat('y', { description: 'Where it stands on the drawing, downwards.' }),
    people: t.field({
      type: [PeopleSource],
      description: 'Who is asked (APPROVAL) or told (NOTIFY).',
      resolve: (node) => ('people' in node ? node.people : []),
    }),
    veto: t.field({
      type: [PeopleSource],
      description: 'Of APPROVAL: any of them who rejects fails it, whatever the rule.',
      resolve: (node) => approval(node)?.veto ?? [],
    }),
    rule: t.field({
      type: ApprovalNodeRule,
      nullable: true,
      description: 'Of APPROVAL.',
      resolve: (node) => approval(node)?.rule ?? null,
    }),
    deadline: t.field({
      type: NodeDeadline,
      nullable: true,
      description: 'Of APPROVAL; null: it waits for ever.',
      resolve: (node) => approval(node)?.deadline ?? null,
    }),
    selfApproval: t.boolean({
      nullable: true,
      description: 'Of APPROVAL: whoever opened the ticket may approve it here.',
      resolve: (node) => approval(node)?.selfApproval ?? null,
    }),
    askByPoll: t.boolean({
      nullable: true,
      description: 'Of APPROVAL: it is asked as a go / no-go poll, see Ticket.goNoGos.',
      resolve: (node) => {
        const asking = approval(node)
        return asking && asking.askByPoll === true
      },
    }),
    message: t.string({
      nullable: true,
      description: 'Of NOTIFY: what is told.',
      resolve: (node) => (node.kind === 'NOTIFY' ? node.message : null),
    }),
    action: t.field({
      type: FlowAction,
      nullable: true,
      description: 'Of END: what the ticket then does; null: nothing.',
      resolve: (node) => (node.kind === 'END' ? (node.action ?? null) : null),
    }),
    validHours: t.float({
      nullable: true,
      description: 'Of END with APPROVED: for how many hours the approval holds; null: until it is used.',
      resolve: (node) => (node.kind === 'END' ? (node.validHours ?? null) : null),
    }),
    outcome: t.field({
      type: EndOutcome,
      nullable: true,
      description: 'Of END.',
      resolve: (node) => (node.kind === 'END' ? node.outcome : null),
    }),
  }),
})

export const FlowLink = builder.objectRef<Flow.FlowLink>('FlowLink').implement({
  description: 'A way from one node to another.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Unique in the flow; its author chose it.' }),
    from: t.exposeID('from', { description: 'The node where it begins.' }),
    to: t.exposeID('to', { description: 'The node where it leads.' }),
    position: t.exposeInt('position', { description: 'The order in which the links of a node are tried.' }),
    condition: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Of a link that leaves a CONDITION: { field, operator, value }, { all: […] } or { any: […] }.',
      resolve: ({ condition }) => condition,
    }),
  }),
})

export const FlowFinding = builder.objectRef<Finding>('FlowFinding').implement({
  description: 'What stops a flow from being published, or what its author should think about.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'What it is, for programs.' }),
    severity: t.field({
      type: FindingSeverity,
      description: 'How much it matters.',
      resolve: ({ severity }) => severity,
    }),
    nodeId: t.id({
      nullable: true,
      description: 'The node that it is about.',
      resolve: ({ nodeId }) => nodeId ?? null,
    }),
    linkId: t.id({
      nullable: true,
      description: 'The link that it is about.',
      resolve: ({ linkId }) => linkId ?? null,
    }),
    field: t.string({
      nullable: true,
      description: 'The field of the form that it is about.',
      resolve: ({ field }) => field ?? null,
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do.' }),
  }),
})
