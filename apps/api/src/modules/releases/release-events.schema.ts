import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import { BuildSending } from './build-sending.schema.ts'
import type { ChangeEvent, OutputEvent } from './release.following.ts'
import { OutputStream, ReleaseStatus, StepStatus } from './release-enums.schema.ts'
import { ReleaseSwarm } from './release-swarm.schema.ts'

export const ReleaseEvent = builder.objectRef<ChangeEvent>('ReleaseEvent').implement({
  description: 'Something about a release changed.',
  interfaces: [StreamEvent],
  fields: (t) => ({
    kind: t.exposeString('kind', {
      extensions: broadcastable,
      description:
        '`release` (its status changed), `step`, `target`, `swarm`, or `heartbeat` (no news: `seq` is the head of the stream).',
    }),
    releaseStatus: t.field({
      type: ReleaseStatus,
      extensions: broadcastable,
      description: 'Where the release stood then.',
      // A heartbeat is made by the cursor and knows no status; it is asked for once per quiet spell.
      resolve: (event, _args, { services }) =>
        event.payload?.releaseStatus ?? services.releases.statusOfStream(event.streamId),
    }),
    stepKey: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'The step that changed.',
      resolve: (event) => event.payload?.stepKey ?? null,
    }),
    stepStatus: t.field({
      type: StepStatus,
      nullable: true,
      extensions: broadcastable,
      description: 'Where the step stands.',
      resolve: (event) => event.payload?.stepStatus ?? null,
    }),
    message: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'What there is to say about it.',
      resolve: (event) => event.payload?.message ?? null,
    }),
    percent: t.int({
      nullable: true,
      extensions: broadcastable,
      description: 'How far the step is, 0 to 100, where it is known.',
      resolve: (event) => event.payload?.percent ?? null,
    }),
    exitCode: t.int({
      nullable: true,
      extensions: broadcastable,
      description: "Of the step's command.",
      resolve: (event) => event.payload?.exitCode ?? null,
    }),
    serverName: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'The server of the step or target.',
      resolve: (event) => event.payload?.serverName ?? null,
    }),
    targetStatus: t.field({
      type: StepStatus,
      nullable: true,
      extensions: broadcastable,
      description: 'How the release stands on the server; only on kind `target`.',
      resolve: (event) => event.payload?.targetStatus ?? null,
    }),
    liveDirectory: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'What `current` points to on the server; only on kind `target`.',
      resolve: (event) => event.payload?.liveDirectory ?? null,
    }),
    previousDirectory: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'What `current` pointed to before the switch, where the event tells it; only on kind `target`.',
      resolve: (event) => event.payload?.previousDirectory ?? null,
    }),
    activated: t.boolean({
      nullable: true,
      extensions: broadcastable,
      description:
        'Whether the release is switched on there; null: this event says nothing of it. Only on kind `target`.',
      resolve: (event) => event.payload?.activated ?? null,
    }),
    sentBytes: t.float({
      nullable: true,
      extensions: broadcastable,
      description: 'Bytes of the build that were sent to the server so far; only on kind `target`, where it is news.',
      resolve: (event) => event.payload?.sentBytes ?? null,
    }),
    reusedBytes: t.float({
      nullable: true,
      extensions: broadcastable,
      description: 'Bytes of the build that the server had; only on kind `target`, where it is news.',
      resolve: (event) => event.payload?.reusedBytes ?? null,
    }),
    sending: t.field({
      type: BuildSending,
      nullable: true,
      extensions: broadcastable,
      description: 'How the build is sent to the server, and why; only on kind `target`, where it is news.',
      resolve: (event) => event.payload?.sending ?? null,
    }),
    swarm: t.field({
      type: ReleaseSwarm,
      nullable: true,
      extensions: broadcastable,
      description: 'How the peer-to-peer distribution stands, whole; only on kind `swarm`.',
      resolve: (event) => event.payload?.swarm ?? null,
    }),
  }),
})

export const OutputChunk = builder.objectRef<OutputEvent>('OutputChunk').implement({
  description:
    'A piece of what a step or a server printed, with secrets masked. A heartbeat has an empty text and the stepKey "".',
  interfaces: [StreamEvent],
  fields: (t) => ({
    stepKey: t.string({
      extensions: broadcastable,
      description: "The step that printed it; of a command the server's id.",
      resolve: (event) => event.key ?? '',
    }),
    stream: t.field({
      type: OutputStream,
      extensions: broadcastable,
      description: 'Where it came from.',
      resolve: (event) => event.payload?.stream ?? 'SYSTEM',
    }),
    text: t.string({
      extensions: broadcastable,
      description: 'As it was printed: a piece may end in the middle of a line.',
      resolve: (event) => event.payload?.text ?? '',
    }),
  }),
})

const afterDescription =
  'The last seq that you have; 0 = from the beginning; null = from now, and a heartbeat tells the head at once.'

builder.subscriptionFields((t) => ({
  releaseEvents: t.field({
    type: ReleaseEvent,
    description: 'What happens to a release and its steps, without a gap.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      after: t.arg.int({ description: afterDescription }),
    },
    extensions: broadcastable,
    subscribe: (_root, { releaseId, after }, context) =>
      context.services.releases.followChanges(viewerOf(context), releaseId, { after, signal: context.signal }),
    resolve: (event) => event,
  }),
  releaseOutput: t.field({
    type: OutputChunk,
    description: 'What the steps of a release print, without a gap.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      stepKey: t.arg.string({ description: 'Only this step; null: all of them.' }),
      after: t.arg.int({ description: afterDescription }),
    },
    extensions: broadcastable,
    subscribe: (_root, { releaseId, ...wish }, context) =>
      context.services.releases.followOutput(viewerOf(context), releaseId, { ...wish, signal: context.signal }),
    resolve: (event) => event,
  }),
}))
