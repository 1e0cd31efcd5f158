import { builder } from '../../graphql/builder.ts'
import { Role } from '../accounts/accounts.schema.ts'
import { FlowActionInput } from './flow-action.schema.ts'
import {
  ApprovalFailure,
  ApprovalNodeRuleKind,
  EndOutcome,
  FlowNodeKind,
  FormFieldKindEnum,
  PeopleSourceKind,
} from './flow-enums.schema.ts'

const PeopleSourceInput = builder.inputType('PeopleSourceInput', {
  description: 'People, named in one way.',
  fields: (t) => ({
    kind: t.field({ type: PeopleSourceKind, required: true, description: 'In which way.' }),
    userIds: t.idList({ description: 'For USERS: at most 50.' }),
    role: t.field({ type: Role, description: 'For ROLE.' }),
    field: t.string({ description: 'For FIELD: the name of a PEOPLE field of the form.' }),
  }),
})

const ApproverGroupInput = builder.inputType('ApproverGroupInput', {
  description: 'A group of whom some must approve.',
  fields: (t) => ({
    title: t.string({ description: 'Such as Security.' }),
    people: t.field({ type: [PeopleSourceInput], description: 'Who is in it.' }),
    approvals: t.int({ description: 'How many of them must approve; 1 if left out.' }),
  }),
})

const ApprovalNodeRuleInput = builder.inputType('ApprovalNodeRuleInput', {
  description: 'When an approval node passes.',
  fields: (t) => ({
    kind: t.field({ type: ApprovalNodeRuleKind, required: true, description: 'The rule.' }),
    approvals: t.int({ description: 'For N_OF.' }),
    percent: t.int({ description: 'For PERCENT: 1 to 100.' }),
    failsAt: t.field({ type: ApprovalFailure, description: 'For ANY; FIRST_REJECTION if left out.' }),
    groups: t.field({ type: [ApproverGroupInput], description: 'For GROUPS: at most 10.' }),
  }),
})

const NodeDeadlineInput = builder.inputType('NodeDeadlineInput', {
  description: 'When a node that nobody decides ends.',
  fields: (t) => ({
    minutes: t.int({ required: true, description: 'How long people have, at most two years.' }),
    workingTime: t.boolean({ description: 'Only time in which people work counts. False if left out.' }),
    escalateTo: t.field({ type: [PeopleSourceInput], description: 'Who is asked in addition when it is over.' }),
  }),
})

const FlowNodeInput = builder.inputType('FlowNodeInput', {
  description: 'A node. What its kind does not have is ignored.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Unique in the flow: 1 to 40 of a-z, 0-9 and -.' }),
    kind: t.field({ type: FlowNodeKind, required: true, description: 'What happens there.' }),
    title: t.string({ description: 'What people read; at most 120 characters.' }),
    x: t.float({ required: true, description: 'Where it stands on the drawing.' }),
    y: t.float({ required: true, description: 'Where it stands on the drawing, downwards.' }),
    people: t.field({ type: [PeopleSourceInput], description: 'Who is asked (APPROVAL) or told (NOTIFY).' }),
    veto: t.field({ type: [PeopleSourceInput], description: 'For APPROVAL: whose rejection fails it at once.' }),
    rule: t.field({ type: ApprovalNodeRuleInput, description: 'For APPROVAL; ANY if left out.' }),
    deadline: t.field({ type: NodeDeadlineInput, description: 'For APPROVAL; left out: it waits for ever.' }),
    selfApproval: t.boolean({ description: 'For APPROVAL: whoever opened the ticket may approve it here.' }),
    askByPoll: t.boolean({ description: 'For APPROVAL: asked as a go / no-go poll; not with the rule SEQUENCE.' }),
    message: t.string({ description: 'For NOTIFY: at most 2000 characters.' }),
    action: t.field({ type: FlowActionInput, description: 'For END with APPROVED: what the ticket then does.' }),
    validHours: t.float({ description: 'For END with APPROVED: for how long it holds; left out: until it is used.' }),
    outcome: t.field({ type: EndOutcome, description: 'For END; APPROVED if left out.' }),
  }),
})

const FlowLinkInput = builder.inputType('FlowLinkInput', {
  description: 'A way from one node to another.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Unique in the flow: 1 to 40 of a-z, 0-9 and -.' }),
    from: t.id({ required: true, description: 'The node where it begins.' }),
    to: t.id({ required: true, description: 'The node where it leads.' }),
    position: t.int({ description: 'The order in which the links of a node are tried; from 0.' }),
    condition: t.field({
      type: 'JSON',
      description:
        'From a CONDITION: { field, operator, value }, { all: […] } or { any: […] }; left out: taken when no other holds.',
    }),
  }),
})

const ChoiceOptionInput = builder.inputType('ChoiceOptionInput', {
  description: 'Something to choose.',
  fields: (t) => ({
    value: t.string({ required: true, description: 'What is stored; unique in its list.' }),
    title: t.string({ description: 'What people read.' }),
  }),
})

const FormFieldInput = builder.inputRef<{ name: string }>('FormFieldInput')
FormFieldInput.implement({
  description: 'One question of a form. What its kind does not have is ignored.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'The key of the answer: 1 to 40 of a-z, A-Z, 0-9 and _, beginning with a letter.',
    }),
    title: t.string({ description: 'What people read; at most 120 characters.' }),
    hint: t.string({ description: 'What to think of; at most 500 characters.' }),
    required: t.boolean({ description: 'Must be answered when it is asked. False if left out.' }),
    kind: t.field({ type: FormFieldKindEnum, required: true, description: 'What is asked for.' }),
    shownIf: t.field({
      type: 'JSON',
      description: 'Asked only when this condition on fields before it holds. Left out: always.',
    }),
    multiline: t.boolean({ description: 'For TEXT.' }),
    maxLength: t.int({ description: 'For TEXT: at most 10000; 200, or 2000 of several lines, if left out.' }),
    min: t.float({ description: 'For NUMBER and MONEY.' }),
    max: t.float({ description: 'For NUMBER and MONEY.' }),
    whole: t.boolean({ description: 'For NUMBER: no fractions.' }),
    currency: t.string({ description: 'For MONEY: ISO 4217; CNY if left out.' }),
    options: t.field({ type: [ChoiceOptionInput], description: 'For CHOICE: at most 100.' }),
    multiple: t.boolean({ description: 'For CHOICE, PEOPLE, SERVERS and FILE: more than one may be given.' }),
    columns: t.field({ type: [FormFieldInput], description: 'For TABLE: at most 12, neither FILE nor TABLE.' }),
    maxRows: t.int({ description: 'For TABLE: at most 100; 20 if left out.' }),
  }),
})

export const FlowDefinitionInput = builder.inputType('FlowDefinitionInput', {
  description: 'What a flow is drawn of.',
  fields: (t) => ({
    nodes: t.field({ type: [FlowNodeInput], required: true, description: 'At most 100.' }),
    links: t.field({
      type: [FlowLinkInput],
      required: true,
      description: 'At most 300, between nodes that are there.',
    }),
    form: t.field({ type: [FormFieldInput], required: true, description: 'Its questions in their order, at most 50.' }),
  }),
})

export const SaveFlowInput = builder.inputType('SaveFlowInput', {
  description: 'A draft. It may be incomplete; what stops it from being published is told in its findings.',
  fields: (t) => ({
    id: t.id({ description: 'The flow to change; left out: a new one.' }),
    title: t.string({ required: true, description: 'Unique; at most 120 characters.' }),
    description: t.string({ description: 'What it is for; at most 2000 characters.' }),
    nodes: t.field({ type: [FlowNodeInput], required: true, description: 'At most 100.' }),
    links: t.field({
      type: [FlowLinkInput],
      required: true,
      description: 'At most 300, between nodes that are there.',
    }),
    form: t.field({ type: [FormFieldInput], required: true, description: 'Its questions in their order, at most 50.' }),
    roomId: t.id({
      description:
        'Where the cards of new tickets go, as soon as it is saved; null: no cards. Left out: as it is, of a new flow in the room of everybody.',
    }),
    revision: t.int({
      description: 'The one that you have seen last; CONFLICT when somebody has saved since. Needed with an id.',
    }),
    clientId: t.string({
      description: 'Of a new one: a name that you choose, such as a UUID. The same one again answers the first flow.',
    }),
  }),
})
