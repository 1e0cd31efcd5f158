import { builder } from '../../graphql/builder.ts'

export const TicketStatus = builder.enumType('TicketStatus', {
  description: 'Where a ticket stands.',
  values: {
    DRAFT: { description: 'Being written: only its author sees it.' },
    RUNNING: { description: 'On its way through the flow.' },
    SENT_BACK: { description: 'Whoever opened it is to change it and submit it again, or to withdraw it.' },
    APPROVED: { description: 'The flow ended well. What was approved may begin.' },
    REJECTED: { description: 'Somebody, or a rule, said no.' },
    EXPIRED: { description: 'A deadline passed and nobody had decided.' },
    WITHDRAWN: { description: 'Whoever opened it took it back.' },
    CANCELLED: { description: 'An admin ended it, with a reason.' },
    CONSUMED: { description: 'What was approved has begun; an approval is used once.' },
    REVOKED: { description: 'The approval was taken back before it was used.' },
    LAPSED: { description: 'The approval was not used in time.' },
    DELETED: { description: 'It was a draft, and is gone. Never seen.' },
  } as const,
})

export const TicketTaskStatus = builder.enumType('TicketTaskStatus', {
  description: "How one person's part stands.",
  values: {
    BLOCKED: { description: 'Its turn has not come: somebody is asked first.' },
    PENDING: { description: 'Waits for a decision.' },
    WAITS_FOR_ADDED: { description: 'Somebody who was added must sign first, or too.' },
    APPROVED: { description: 'Said yes.' },
    REJECTED: { description: 'Said no.' },
    TRANSFERRED: { description: 'Handed over to somebody else.' },
    DELEGATED: { description: 'Somebody else is asked.' },
    SENT_BACK: { description: 'Sent the ticket back.' },
    EXPIRED: { description: 'Its time passed.' },
    SKIPPED: { description: 'Its turn never came.' },
    CLOSED: { description: 'It was decided without them; `closedBecause` says how.' },
  } as const,
})

export const TicketTaskPart = builder.enumType('TicketTaskPart', {
  description: 'What somebody is asked for.',
  values: {
    DECIDES: { description: 'Their decision counts.' },
    ADVISES: { description: 'Their advice: whoever delegated still decides.' },
    SIGNS_BEFORE: { description: 'To sign before somebody else does.' },
    SIGNS_TOGETHER: { description: 'To sign as well, in any order.' },
    SIGNS_AFTER: { description: 'To sign after somebody else did.' },
  } as const,
})

export const TicketVisitState = builder.enumType('TicketVisitState', {
  description: 'How a stay at a step stands.',
  values: {
    OPEN: { description: 'People are asked.' },
    HELD: { description: 'Too few are left who may decide: somebody must name people (assignTask).' },
    PASSED: { description: 'It went on from here.' },
    FAILED: { description: 'The answer was no.' },
    CLOSED: { description: 'It ended without a decision of its own.' },
  } as const,
})

export const TicketStepState = builder.enumType('TicketStepState', {
  description: 'How a node of the flow stands in the present round.',
  values: {
    WAITING: { description: 'It may come yet.' },
    CURRENT: { description: 'The ticket is here.' },
    HELD: { description: 'The ticket is here, and nobody is left who may decide.' },
    PASSED: { description: 'It came through here.' },
    FAILED: { description: 'The answer here was no.' },
    NOT_TAKEN: { description: 'It went, or ended, elsewhere.' },
  } as const,
})

export const TicketWaitReason = builder.enumType('TicketWaitReason', {
  description: 'Why a ticket waits.',
  values: {
    DECISION: { description: 'People are asked, and have not decided.' },
    TOO_FEW_PEOPLE: {
      description:
        'Too few are left who may decide: the owner of the flow, or an admin, must name people (assignTask).',
    },
    PEOPLE_GONE: {
      description: 'Everybody whose turn it is has left: its deadline, whoever opened it, or an admin ends it.',
    },
    INITIATOR: { description: 'It was sent back: whoever opened it must submit it again, or withdraw it.' },
  } as const,
})

export const TicketTimerKind = builder.enumType('TicketTimerKind', {
  description: 'What happens at a time when nobody decides.',
  values: {
    REMIND_HALF: { description: 'Those who have not decided are reminded: half of the time is over.' },
    REMIND_NINE_TENTHS: { description: 'The same, at nine tenths.' },
    ESCALATE: { description: 'More people are asked.' },
    EXPIRE: { description: 'It counts as rejected.' },
  } as const,
})

export const TaskDecision = builder.enumType('TaskDecision', {
  description: 'What to do with a task.',
  values: {
    APPROVE: { description: 'Say yes; of a task that asks for advice, advise to.' },
    REJECT: { description: 'Say no; the comment says why.' },
    TRANSFER: { description: 'Somebody else (`userIds`, one) decides instead.' },
    DELEGATE: { description: 'Ask somebody (`userIds`, one) for advice; you still decide.' },
    ADD_BEFORE: { description: 'Those people (`userIds`) sign before you do.' },
    ADD_TOGETHER: { description: 'Those people sign as well, in any order.' },
    ADD_AFTER: { description: 'Those people sign after you.' },
    SEND_BACK: { description: 'To whoever opened it, or to a step that was passed (`toNodeId`).' },
  } as const,
})

export const TicketScope = builder.enumType('TicketScope', {
  description: 'Which tickets.',
  values: {
    MINE: { description: 'Those that you opened.' },
    MY_TASKS: { description: 'Those that wait for you.' },
    COPIED: { description: 'Those that you were told of.' },
    ALL: { description: 'All that you may see.' },
  } as const,
})
