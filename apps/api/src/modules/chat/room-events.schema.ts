import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import type { EventPage, FollowedEvent, Hole } from '../../streams/event-log.ts'
import { Message } from './message.schema.ts'
import { messageOfEvent } from './message-placing.ts'
import type { RoomUpdate } from './my-rooms.ts'
import { type RoomEventPayload, type RoomNotice, roomStream } from './room.events.ts'

const User = modelType('User')

const RoomEventKind = builder.enumType('RoomEventKind', {
  description: 'What happened in a room.',
  values: {
    MESSAGE: { description: 'Somebody wrote `message`.' },
    EDIT: { description: 'Its author changed it.' },
    DELETE: { description: 'It was deleted: only its place is left.' },
    REACTION: { description: 'Somebody put an emoji on it, or took one away.' },
    POLL: { description: 'A poll changed.' },
    SYSTEM: { description: 'A card came or changed (`message`), or members or the name of the room did (`notice`).' },
    HEARTBEAT: { description: 'No news: `seq` is the head of the room.' },
    HOLE: {
      description:
        'More was missed than `replayAtMost`: `hole` tells what was left out. Go on from `seq`; what follows is the newest.',
    },
    RESET: { description: 'The log was restored: forget what you have, load anew, go on from `seq` in this `epoch`.' },
  } as const,
})

const kinds = { heartbeat: 'HEARTBEAT', hole: 'HOLE', reset: 'RESET' } as const
type Kind = typeof RoomEventKind.$inferType

const RoomHole = builder.objectRef<Hole>('RoomHole').implement({
  description: 'What was left out; load it with Room.messages if it is wanted.',
  fields: (t) => ({
    fromSeq: t.exposeInt('fromSeq', { extensions: broadcastable, description: 'The first seq that is missing.' }),
    toSeq: t.exposeInt('toSeq', { extensions: broadcastable, description: 'The last one.' }),
  }),
})

const RoomNoticeKind = builder.enumType('RoomNoticeKind', {
  description: 'What happened to a room or its members.',
  values: {
    CREATED: { description: 'Somebody created the room; `text` is its name.' },
    RENAMED: { description: 'Its name or topic changed; `text` is its name.' },
    JOINED: { description: '`user` came by themselves.' },
    LEFT: { description: '`user` left.' },
    ADDED: { description: 'Somebody added `user`.' },
    REMOVED: { description: 'Somebody removed `user`; `text` says why.' },
    ALARM: { description: 'A rule for alarms holds on a server; `text` names both.' },
    RECOVERED: { description: 'Such an alarm is over; `text` names rule and server.' },
  } as const,
})

const RoomNoticeType = builder.objectRef<RoomNotice>('RoomNotice').implement({
  description: 'Something about the room itself.',
  fields: (t) => ({
    kind: t.field({
      type: RoomNoticeKind,
      extensions: broadcastable,
      description: 'What happened.',
      resolve: ({ kind }) => kind,
    }),
    user: t.field({
      type: User,
      nullable: true,
      extensions: broadcastable,
      description: 'Whom it is about; null: the room.',
      resolve: ({ userId }, _args, { services }) => (userId === null ? null : services.accounts.person(userId)),
    }),
    text: t.exposeString('text', {
      nullable: true,
      extensions: broadcastable,
      description: 'The name of the room, why somebody was removed, or what an alarm is about.',
    }),
    serverId: t.id({
      nullable: true,
      extensions: broadcastable,
      description: 'The server that an alarm is about.',
      resolve: ({ alarm }) => alarm?.server.id ?? null,
    }),
  }),
})

const payloadOf = ({ payload }: FollowedEvent) => payload as Partial<RoomEventPayload & Hole> | null

export const RoomEvent = builder.objectRef<FollowedEvent>('RoomEvent').implement({
  description:
    'Something happened in a room. Apply it if its seq is the next one; ignore older ones; a larger one means a gap.',
  interfaces: [StreamEvent],
  fields: (t) => ({
    kind: t.field({
      type: RoomEventKind,
      extensions: broadcastable,
      description: 'What happened.',
      resolve: ({ kind }) => kinds[kind as keyof typeof kinds] ?? (kind as Kind),
    }),
    epoch: t.exposeInt('epoch', { extensions: broadcastable, description: 'To which the seq belongs.' }),
    actor: t.field({
      type: User,
      nullable: true,
      extensions: broadcastable,
      description: 'Who did it; null: Sendoff.',
      resolve: (event, _args, { services }) => {
        const actorId = payloadOf(event)?.actorId
        return actorId ? services.accounts.person(actorId) : null
      },
    }),
    message: t.field({
      type: Message,
      nullable: true,
      extensions: broadcastable,
      description: 'The message as it is after this event, whatever the kind.',
      resolve: (event) => messageOfEvent(event.streamId.slice(roomStream('').length), event),
    }),
    notice: t.field({
      type: RoomNoticeType,
      nullable: true,
      extensions: broadcastable,
      description: 'What happened to the room or its members.',
      resolve: (event) => payloadOf(event)?.notice ?? null,
    }),
    hole: t.field({
      type: RoomHole,
      nullable: true,
      extensions: broadcastable,
      description: 'Only on HOLE.',
      resolve: (event) => {
        const { fromSeq, toSeq } = payloadOf(event) ?? {}
        return event.kind === 'hole' && fromSeq !== undefined && toSeq !== undefined ? { fromSeq, toSeq } : null
      },
    }),
  }),
})

const RoomEventPage = builder.objectRef<EventPage>('RoomEventPage').implement({
  description:
    'What happened behind a cursor. Ask again with the seq of the last event, or with headSeq when there is none.',
  fields: (t) => ({
    events: t.field({
      type: [RoomEvent],
      description: 'In order, without a gap; empty when nothing happened in the time given.',
      resolve: ({ events }) => events,
    }),
    headSeq: t.exposeInt('headSeq', {
      description: 'The last seq of the room: there is more when it is larger than the last one here.',
    }),
    epoch: t.exposeInt('epoch', { description: 'To which the seqs belong.' }),
    hole: t.field({
      type: RoomHole,
      nullable: true,
      description: 'What was left out before these events, because more was missed than `replayAtMost`.',
      resolve: ({ hole }) => hole,
    }),
    reset: t.exposeBoolean('reset', {
      description: 'The log was restored: forget what you have, load anew, and go on from headSeq in this epoch.',
    }),
  }),
})

const RoomUpdateType = builder.objectRef<RoomUpdate>('RoomUpdate').implement({
  description: 'What the badge of a room shows.',
  fields: (t) => ({
    roomId: t.exposeID('id', { description: 'Of the room.' }),
    name: t.exposeString('name', { description: 'Of the room.' }),
    headSeq: t.exposeInt('headSeq', { description: 'The last seq of the room.' }),
    unreadCount: t.exposeInt('unreadCount', { description: 'As in Room.' }),
    mentionCount: t.exposeInt('mentionCount', { description: 'As in Room.' }),
    isMember: t.exposeBoolean('isMember', { description: 'False: you left it, or were removed; no more comes of it.' }),
    lastMessage: t.field({
      type: Message,
      nullable: true,
      description: 'The newest.',
      resolve: ({ lastMessage }) => lastMessage,
    }),
  }),
})

const cursorDescriptions = {
  epoch: 'The epoch in which you learnt `after`. With it, a restored log is told as RESET instead of an error.',
  replayAtMost:
    'When more than so many events were missed (1 to 5000), they are told as a HOLE and only the newest come.',
}

builder.queryField('roomEvents', (t) =>
  t.field({
    type: RoomEventPage,
    description:
      'Polling, and with `waitSeconds` long polling: answers as soon as there is something, in a busy room with what came within 50 ms.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      after: t.arg.int({ required: true, description: 'The last seq that you have; 0 = from the beginning.' }),
      limit: t.arg.int({ description: 'How many at most: 1 to 500, 100 if left out.' }),
      waitSeconds: t.arg.int({ description: 'How long to wait for something: 0 to 25, 0 if left out.' }),
      epoch: t.arg.int({ description: cursorDescriptions.epoch }),
      replayAtMost: t.arg.int({ description: cursorDescriptions.replayAtMost }),
    },
    resolve: (_root, { roomId, ...poll }, context) =>
      context.services.chat.pollRoom(viewerOf(context), roomId, { ...poll, signal: context.signal }),
  }),
)

builder.subscriptionFields((t) => ({
  roomEvents: t.field({
    type: RoomEvent,
    description:
      'What happens in a room, without a gap. For members; ends when they are removed or somebody closes it.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      after: t.arg.int({
        description:
          'The last seq that you have; 0 = from the beginning; null = from now, and a heartbeat tells the head at once.',
      }),
      epoch: t.arg.int({ description: cursorDescriptions.epoch }),
      replayAtMost: t.arg.int({ description: cursorDescriptions.replayAtMost }),
    },
    extensions: broadcastable,
    subscribe: (_root, { roomId, ...cursor }, context) =>
      context.services.chat.followRoom(viewerOf(context), roomId, { ...cursor, signal: context.signal }),
    resolve: (event) => event,
  }),
  myRooms: t.field({
    type: RoomUpdateType,
    description: 'The badges of your rooms: all of them at first, then each that changed.',
    subscribe: (_root, _args, context) => context.services.chat.followMyRooms(viewerOf(context), context.signal),
    resolve: (update) => update,
  }),
}))
