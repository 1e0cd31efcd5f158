import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, readPage } from '../../graphql/pagination.ts'
import { Message } from './message.schema.ts'

const MessageConnection = connectionOf('Message', Message)

builder.queryField('searchMessages', (t) =>
  t.field({
    type: MessageConnection,
    description:
      'Looks for words in what was said, in the rooms that you are in, newest first. All words must be there, the last one as a beginning; of Chinese and Japanese any piece. Case does not matter; deleted messages are not found.',
    args: {
      query: t.arg.string({ required: true, description: 'What to look for: at most 200 characters.' }),
      roomId: t.arg.id({ description: 'Only in this room.' }),
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
    },
    resolve: async (_root, { query, roomId, ...page }, context) => {
      const found = await context.services.chat.searchMessages(viewerOf(context), query, roomId ?? null)
      return readPage(page, { keyType: 'string', find: found.find, keyOf: found.placeOf, count: found.count })
    },
  }),
)
