import type { FormField } from './form.definition.ts'

/** What a flow is: the graph that people draw and the form that whoever opens a ticket fills in. Plain data, kept as JSON. */
export interface FlowDefinition {
  nodes: FlowNode[]
  links: FlowLink[]
  form: FormField[]
}

export type FlowNode = StartNode | ApprovalNode | ConditionNode | ForkNode | JoinNode | NotifyNode | EndNode

export type FlowNodeKind = FlowNode['kind']

interface NodeBase {
  /** Unique in the flow; of a-z, 0-9 and -, at most 40. */
  id: string
  title: string
  /** Where it stands on the drawing, in its units. */
  x: number
  y: number
}

export interface StartNode extends NodeBase {
  kind: 'START'
}

/** Takes the first of its links, by their position, whose condition holds; the one without a condition when none does. */
export interface ConditionNode extends NodeBase {
  kind: 'CONDITION'
}

/** Goes all its ways at once; they meet again at a JOIN, which goes on when all have come. */
export interface ForkNode extends NodeBase {
  kind: 'FORK'
}

export interface JoinNode extends NodeBase {
  kind: 'JOIN'
}

/** Tells people and goes on at once. */
export interface NotifyNode extends NodeBase {
  kind: 'NOTIFY'
  people: PeopleSource[]
  message: string
}

export interface EndNode extends NodeBase {
  kind: 'END'
  /** What reaching it means. */
  outcome: 'APPROVED' | 'REJECTED'
  /** What the approval is for; left out: people do it themselves. */
  action?: FlowAction | null
  /** For how long the approval holds, until it is used; null or left out: for ever. */
  validHours?: number | null
}

/** Done once by an approved ticket, which is used up by it. `automatic`: at once; else somebody starts it. */
export type FlowAction = { automatic: boolean } & (
  | {
      kind: 'RUN_COMMAND'
      /** For `sh`, as the flow's author wrote it; the form's answers come as variables, never in the text. */
      command: string
      /** The SERVERS field that says where. */
      field: string
      timeoutSeconds: number
    }
  /** Begins the release of what a REVISION field names, which waits from the moment on in which the ticket is opened. */
  | { kind: 'START_RELEASE'; field: string }
  /** Lets whoever opened the ticket ship to the environment that an ENVIRONMENT or REVISION field names. */
  | { kind: 'GRANT_ACCESS'; field: string; hours: number }
  /** Sends the ticket, signed, to a notification hook. */
  | { kind: 'CALL_WEBHOOK'; hookId: string }
)

export interface ApprovalNode extends NodeBase {
  kind: 'APPROVAL'
  rule: ApprovalNodeRule
  /** Who is asked. Of GROUPS the groups say it, and this is empty. */
  people: PeopleSource[]
  /** Any of them who rejects fails the node, whatever the rule; they are asked too. */
  veto: PeopleSource[]
  /** Null: it waits for ever. */
  deadline: NodeDeadline | null
  /** Whoever opened the ticket may approve it here; else such a task is never given to them. */
  selfApproval: boolean
  /** Whoever is asked is asked as in a poll, GO or NO-GO, that a big screen shows; each answer is their decision. Left out: no. */
  askByPoll?: true
}

export type ApprovalNodeRule =
  /** The first approval passes. It fails at the first rejection, or only when all have rejected. */
  | { kind: 'ANY'; failsAt: 'FIRST_REJECTION' | 'ALL_REJECTED' }
  | { kind: 'ALL' }
  | { kind: 'N_OF'; approvals: number }
  /** ceil(percent / 100 × people) approvals; 1 to 100. */
  | { kind: 'PERCENT'; percent: number }
  /** One after the other, in the order of `people`. */
  | { kind: 'SEQUENCE' }
  /** Each group's need must be met; one person counts for one group. */
  | { kind: 'GROUPS'; groups: ApproverGroup[] }

export interface ApproverGroup {
  title: string
  people: PeopleSource[]
  /** How many of the group must approve. */
  approvals: number
}

/** Reminds at a half and at nine tenths, then asks `escalateTo` as well (if anybody), and expires: which is a rejection. */
export interface NodeDeadline {
  minutes: number
  /** Only time in which people work counts. */
  workingTime: boolean
  /** Asked in addition when the time is over; they then have half of it again. Nobody: it expires at once. */
  escalateTo: PeopleSource[]
}

export type PeopleSource =
  | { kind: 'USERS'; userIds: string[] }
  /** Everybody who has exactly this role when the node is entered. */
  | { kind: 'ROLE'; role: 'ADMIN' | 'OPERATOR' | 'DEVELOPER' | 'VIEWER' }
  /** Who leads the person that opened the ticket. */
  | { kind: 'LEAD' }
  | { kind: 'INITIATOR' }
  /** The people in a PEOPLE field of the form. */
  | { kind: 'FIELD'; field: string }

export interface FlowLink {
  id: string
  from: string
  to: string
  /** Of a link that leaves a CONDITION; null: the default, taken when no other holds. Else always null. */
  condition: Condition | null
  /** The order in which the links of a node are tried; from 0. */
  position: number
}

/** Compared by the field's type: numbers as numbers, never as text. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { field: string; operator: ComparisonOperator; value?: unknown }

export type ComparisonOperator =
  | 'IS'
  | 'IS_NOT'
  | 'LESS'
  | 'AT_MOST'
  | 'MORE'
  | 'AT_LEAST'
  /** The value is a list, and the field's is in it. */
  | 'ONE_OF'
  /** The field's value is a list (or a text) that holds the value. */
  | 'CONTAINS'
  | 'IS_EMPTY'
  | 'IS_NOT_EMPTY'
