import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import { OutputChunk } from '../releases/release-events.schema.ts'
import { OutputPage } from '../releases/release-operations.schema.ts'
import { CommandRunState, CommandTargetState } from './command-enums.schema.ts'
import type { CommandEvent as Event } from './command-reading.ts'

const CommandEvent = builder.objectRef<Event>('CommandEvent').implement({
  description: 'Something about a run of a command changed.',
  interfaces: [StreamEvent],
  fields: (t) => ({
    kind: t.exposeString('kind', {
      extensions: broadcastable,
      description: '`run` (its state changed), `server`, or `heartbeat` (no news: `seq` is the head of the stream).',
    }),
    runState: t.field({
      type: CommandRunState,
      extensions: broadcastable,
      description: 'Where the run stood then.',
      resolve: ({ payload, streamId }, _args, { services }) =>
        payload?.runState ?? services.commands.runStateOfStream(streamId),
    }),
    serverId: t.id({
      nullable: true,
      extensions: broadcastable,
      description: 'The server that it is about.',
      resolve: ({ payload }) => payload?.serverId ?? null,
    }),
    serverState: t.field({
      type: CommandTargetState,
      nullable: true,
      extensions: broadcastable,
      description: 'Where it stands there.',
      resolve: ({ payload }) => payload?.serverState ?? null,
    }),
    exitCode: t.int({
      nullable: true,
      extensions: broadcastable,
      description: 'How it ended there.',
      resolve: ({ payload }) => payload?.exitCode ?? null,
    }),
    signal: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'What ended it there.',
      resolve: ({ payload }) => payload?.signal ?? null,
    }),
    message: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'What there is to say about it.',
      resolve: ({ payload }) => payload?.message ?? null,
    }),
  }),
})

const runId = { required: true, description: 'Of the run.' } as const
const after =
  'The last seq that you have; 0 = from the beginning; null = from now, and a heartbeat tells the head at once.'

builder.queryField('commandOutput', (t) =>
  t.field({
    type: OutputPage,
    description: 'Stored output, page by page; the subscription of the same name goes on from there.',
    args: {
      runId: t.arg.id(runId),
      stepKey: t.arg.string({ description: 'Only of this server (its id); null: of all of them.' }),
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: '1 to 1000, 200 if left out. Very long pieces make a page shorter.' }),
    },
    resolve: (_root, { runId, ...wish }, context) =>
      context.services.commands.commandOutput(viewerOf(context), runId, wish),
  }),
)

builder.subscriptionFields((t) => ({
  commandEvents: t.field({
    type: CommandEvent,
    description: 'What happens to a run, without a gap. For everybody.',
    args: { runId: t.arg.id(runId), after: t.arg.int({ description: after }) },
    extensions: broadcastable,
    subscribe: (_root, { runId, after }, context) =>
      context.services.commands.followCommand(viewerOf(context), runId, { after, signal: context.signal }),
    resolve: (event) => event,
  }),
  commandOutput: t.field({
    type: OutputChunk,
    description:
      'What a command prints, server by server (`stepKey` is its id), without a gap. For whoever ran it or may work on all of its servers.',
    args: {
      runId: t.arg.id(runId),
      stepKey: t.arg.string({ description: 'Only of this server (its id); null: of all of them.' }),
      after: t.arg.int({ description: after }),
    },
    extensions: broadcastable,
    subscribe: (_root, { runId, ...wish }, context) =>
      context.services.commands.followCommandOutput(viewerOf(context), runId, { ...wish, signal: context.signal }),
    resolve: (event) => event,
  }),
}))
