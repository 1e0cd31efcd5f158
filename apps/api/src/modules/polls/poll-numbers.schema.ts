import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import type { PollOption } from './poll.state.ts'

const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

export const PollOptionType = builder.objectRef<PollOption>('PollOption').implement({
  description: 'What one can vote for.',
  fields: (t) => ({
    id: t.exposeID('id', shared({ description: 'What `vote` takes.' })),
    text: t.exposeString('text', shared({ description: 'As people read it.' })),
  }),
})

export const PollCountType = builder.objectRef<{ optionId: string; count: number }>('PollCount').implement({
  description: 'How many chose an option.',
  fields: (t) => ({
    optionId: t.exposeID('optionId', shared({ description: 'Of the option.' })),
    count: t.exposeInt('count', shared({ description: 'Ballots that name it.' })),
  }),
})
