import { builder } from '../../graphql/builder.ts'

export const FlowState = builder.enumType('FlowState', {
  description: 'Where a flow stands.',
  values: {
    DRAFT: { description: 'Never published: only those who draw see it.' },
    PUBLISHED: { description: 'Takes tickets, by its newest version.' },
    RETIRED: { description: 'Takes no new tickets; those that run finish.' },
  } as const,
})

export const FlowNodeKind = builder.enumType('FlowNodeKind', {
  description: 'What happens at a node.',
  values: {
    START: { description: 'Where a ticket begins.' },
    APPROVAL: { description: 'People decide.' },
    CONDITION: { description: 'Goes one way: the first link whose condition holds, or the one without.' },
    FORK: { description: 'Goes all ways at once.' },
    JOIN: { description: 'Waits for all ways of its fork.' },
    NOTIFY: { description: 'Tells people and goes on.' },
    END: { description: 'The ticket is decided.' },
  } as const,
})

export const EndOutcome = builder.enumType('EndOutcome', {
  description: 'What reaching an end means.',
  values: {
    APPROVED: { description: 'What was asked for is granted.' },
    REJECTED: { description: 'It is not.' },
  } as const,
})

export const PeopleSourceKind = builder.enumType('PeopleSourceKind', {
  description: 'How people are named.',
  values: {
    USERS: { description: 'One by one.' },
    ROLE: { description: 'Everybody who has a role when the node is entered.' },
    LEAD: { description: 'Who leads the person that opened the ticket.' },
    INITIATOR: { description: 'Who opened the ticket.' },
    FIELD: { description: 'Those in a PEOPLE field of the form.' },
  } as const,
})

export const ApprovalNodeRuleKind = builder.enumType('ApprovalNodeRuleKind', {
  description: 'When an approval node passes.',
  values: {
    ANY: { description: 'With the first approval.' },
    ALL: { description: 'When everybody has approved; it fails with the first rejection.' },
    N_OF: { description: 'With that many approvals.' },
    PERCENT: { description: 'With the approvals of that share of the people, rounded up.' },
    SEQUENCE: { description: 'When all have approved, one after the other.' },
    GROUPS: { description: 'When each group has given its approvals; one person counts for one group.' },
  } as const,
})

export const ApprovalFailure = builder.enumType('ApprovalFailure', {
  description: 'When a node of the rule ANY fails.',
  values: {
    FIRST_REJECTION: { description: 'With the first rejection.' },
    ALL_REJECTED: { description: 'Only when everybody has rejected.' },
  } as const,
})

export const FormFieldKindEnum = builder.enumType('FormFieldKind', {
  description: 'What kind of answer a question wants, and so what its value looks like.',
  values: {
    TEXT: { description: 'A string.' },
    NUMBER: { description: 'A number.' },
    MONEY: { description: 'A whole number of the smallest unit of the currency (cents, fen).' },
    DATE: { description: 'A day, such as `2030-01-31`.' },
    CHOICE: { description: 'The value of an option, or a list of them when several may be chosen.' },
    PEOPLE: { description: 'A list of ids of users.' },
    SERVERS: { description: 'A list of ids of servers.' },
    ENVIRONMENT: { description: '{ projectId, environmentId }' },
    REVISION: { description: '{ projectId, environmentId, revision }' },
    FILE: { description: 'A list of ids of uploaded files.' },
    TABLE: { description: 'A list of rows, each an object with an answer per column.' },
  } as const,
})

export const FindingSeverity = builder.enumType('FlowFindingSeverity', {
  description: 'How much a finding matters.',
  values: {
    ERROR: { description: 'Stops the flow from being published.' },
    WARNING: { description: 'Worth a thought.' },
  } as const,
})
