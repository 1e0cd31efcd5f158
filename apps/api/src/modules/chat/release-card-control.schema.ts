import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import type { ReleaseCardState } from './room.events.ts'

const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

type CardAsks = NonNullable<ReleaseCardState['question']>

export const CardQuestion = builder.objectRef<CardAsks>('CardQuestion').implement({
  description: 'What a running release waits for an answer to.',
  fields: (t) => ({
    id: t.id(shared({ description: 'What an answer names.', resolve: ({ id }: CardAsks) => id ?? '' })),
    kind: t.exposeString('kind', shared({ description: 'CANARY (`resumeRelease`) or FAILURE (`answerFailure`).' })),
    serverId: t.exposeID('serverId', shared({ nullable: true, description: 'FAILURE: where.' })),
    serverName: t.exposeString('serverName', shared({ nullable: true, description: "The server's name." })),
    message: t.exposeString('message', shared({ description: 'What happened.' })),
  }),
})
