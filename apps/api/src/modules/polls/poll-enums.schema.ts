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
