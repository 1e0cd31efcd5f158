import { builder } from '../../graphql/builder.ts'

export const PollState = builder.enumType('PollState', {
  description: 'Where a poll stands.',
  values: {
    DRAFT: { description: 'Only its author and operators see it.' },
    OPEN: { description: 'It takes votes.' },
    PAUSED: { description: 'It takes no votes until it is opened again.' },
    CLOSED: { description: 'Over: what was counted is the result.' },
  } as const,
})

export const PollVisibility = builder.enumType('PollVisibility', {
  description: 'Who may know the numbers while a poll is open. Those of a closed one everybody may.',
  values: {
    ALWAYS: { description: 'Everybody, live.' },
    AFTER_VOTE: { description: 'Whoever has voted, live.' },
    AFTER_CLOSE: { description: 'Nobody.' },
  } as const,
})

export const PollSecrecy = builder.enumType('PollSecrecy', {
  description: 'Who may know what somebody voted.',
  values: {
    NAMED: { description: 'Whoever may know the numbers.' },
    CONFIDENTIAL: { description: 'Nobody is told, but it is stored: one may change a vote.' },
    SECRET: {
      description:
        'Nobody can ever know: who took part and what was voted are stored apart. No vote can be changed, and numbers come after the close, if there are three ballots or more.',
    },
  } as const,
})
