import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { connectionOf, readPage } from '../../graphql/pagination.ts'
import { searchWords } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { literally } from '../kernel/search.ts'
import { Message } from './message.schema.ts'
import type { MessagePage } from './message-history.ts'
import { RoomEvent } from './room-events.schema.ts'
import type { RoomView } from './room-reads.ts'

const User = modelType('User')
const Project = modelType('Project')

const projects = batched(async (ids: string[], { services }) => {
  const rows = await services.database.prisma.project.findMany({ where: { id: { in: ids } } })
  return new Map(rows.map((row) => [row.id, row]))
})

const RoomMember = builder.objectRef<{ userId: string; joinedAt: Date }>('RoomMember').implement({
  description: 'Somebody who is in a room.',
  fields: (t) => ({
    user: t.field({
      type: User,
      description: 'Who.',
      resolve: ({ userId }, _args, { services }) => services.accounts.person(userId),
    }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', description: 'Since when.' }),
  }),
})

const RoomMemberConnection = connectionOf('RoomMember', RoomMember)

const RoomMessagePage = builder.objectRef<MessagePage>('RoomMessagePage').implement({
  description: 'A piece of what was said, as it is now.',
  fields: (t) => ({
    messages: t.field({
      type: [Message],
      description: 'In the order of the room. Of deleted ones only the place is left.',
      resolve: ({ messages }) => messages,
    }),
    headSeq: t.exposeInt('headSeq', {
      description:
        'Follow `roomEvents` behind it and nothing is missed; what changed meanwhile is known by changedSeq.',
    }),
    epoch: t.exposeInt('epoch', { description: 'To which the seqs belong; pass it on to `roomEvents`.' }),
    hasOlder: t.exposeBoolean('hasOlder', { description: 'There are messages before the first one here.' }),
    hasNewer: t.exposeBoolean('hasNewer', { description: 'There are messages behind the last one here.' }),
    alarms: t.field({
      type: [RoomEvent],
      description:
        'Alarms and recoveries that were told in the room between these messages, the newest 100: events with a `notice`, which are no messages. None in a thread.',
      resolve: ({ stretch }, _args, { services }) => (stretch ? services.chat.alarmsIn(stretch) : []),
    }),
  }),
})

export const Room = builder.objectRef<RoomView>('Room').implement({
  description:
    'Where people talk, and where releases happen. What is said is for its members; that it is there, for everybody.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'Unique; case does not matter.' }),
    topic: t.exposeString('topic', { nullable: true, description: 'What it is about.' }),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'The project whose releases happen here.',
      resolve: async ({ projectId }, _args, context) =>
        projectId === null ? null : ((await projects.load(context, projectId)) ?? null),
    }),
    epoch: t.exposeInt('epoch', { description: 'Changes when the log was restored: then everything is loaded anew.' }),
    headSeq: t.exposeInt('headSeq', { description: 'The last seq of the room.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    everyone: t.exposeBoolean('everyone', { description: 'Everybody is in it, and nobody can leave.' }),
    isMember: t.exposeBoolean('isMember', { description: 'You are in it.' }),
    memberCount: t.exposeInt('memberCount', { description: 'How many people are in it.' }),
    readSeq: t.exposeInt('readSeq', { description: 'How far you have read (markRead).' }),
    unreadCount: t.exposeInt('unreadCount', {
      description: 'What others wrote behind it and did not delete; 100 means 100 or more.',
    }),
    mentionCount: t.exposeInt('mentionCount', { description: 'How many of these call you.' }),
    lastMessage: t.field({
      type: Message,
      nullable: true,
      description: 'The newest; null for those who are not in the room.',
      resolve: ({ lastMessage }) => lastMessage,
    }),
    members: t.field({
      type: RoomMemberConnection,
      description: 'Who is in it, by username.',
      args: {
        first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
        after: t.arg.string({ description: 'The cursor behind which to go on.' }),
        search: t.arg.string({ description: 'Only people with this in one of their names.' }),
      },
      resolve: (room, args, { services }) => {
        const { prisma } = services.database
        const search = parseInput(searchWords, args.search ?? '', 'search')
        const contains = { contains: literally(search), mode: 'insensitive' as const }
        const user = search ? { OR: [{ username: contains }, { displayName: contains }] } : {}
        const where = { roomId: room.id, removedAt: null, user }
        return readPage(args, {
          keyType: 'string',
          find: (after, take) =>
            prisma.roomMember.findMany({
              where: after === null ? where : { ...where, user: { AND: [user, { username: { gt: after } }] } },
              include: { user: true },
              orderBy: { user: { username: 'asc' } },
              take,
            }),
          keyOf: (member) => member.user.username,
          count: () => prisma.roomMember.count({ where }),
        })
      },
    }),
    messages: t.field({
      type: RoomMessagePage,
      description: 'What was said: the newest, or what stands before, behind or around a seq.',
      args: {
        before: t.arg.int({ description: 'Only what is older than this seq.' }),
        after: t.arg.int({ description: 'Only what is newer than this seq.' }),
        around: t.arg.int({ description: 'Half of it older than this seq, half of it not.' }),
        first: t.arg.int({ description: 'How many: 1 to 100, 50 if left out.' }),
      },
      resolve: (room, args, context) => context.services.chat.readHistory(viewerOf(context), room.id, args),
    }),
  }),
})

const roomsOfProjects = batched(async (ids: string[], context) => {
  const rooms = await context.services.chat.roomsOfProjects(viewerOf(context), ids)
  return new Map(rooms.map((room) => [room.projectId ?? '', room]))
})

builder.prismaObjectField('Project', 'room', (t) =>
  t.field({
    type: Room,
    nullable: true,
    description: 'Where its releases happen.',
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await roomsOfProjects.load(context, id)) ?? null,
  }),
)

const cardsOfReleases = batched((ids: string[], context) =>
  context.services.chat.cardsOfReleases(viewerOf(context), ids),
)

builder.prismaObjectField('Release', 'card', (t) =>
  t.field({
    type: Message,
    nullable: true,
    description:
      "Its card in the project's room; replies to it are its thread. Null for those who are not in the room.",
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await cardsOfReleases.load(context, id)) ?? null,
  }),
)

builder.queryFields((t) => ({
  messageThread: t.field({
    type: RoomMessagePage,
    description: 'The replies to a message, to a card too: the newest, or what stands before or behind a seq.',
    args: {
      id: t.arg.id({ required: true, description: 'Of any message of the thread.' }),
      before: t.arg.int({ description: 'Only what is older than this seq.' }),
      after: t.arg.int({ description: 'Only what is newer than this seq.' }),
      first: t.arg.int({ description: 'How many: 1 to 100, 50 if left out.' }),
    },
    resolve: (_root, { id, ...page }, context) => context.services.chat.readThread(viewerOf(context), id, page),
  }),
  rooms: t.field({
    type: [Room],
    description: 'All rooms, yours and others that you may join; `general` first, then by name.',
    resolve: (_root, _args, context) => context.services.chat.rooms(viewerOf(context)),
  }),
  room: t.field({
    type: Room,
    nullable: true,
    description: 'A room by its name; case does not matter.',
    args: { name: t.arg.string({ required: true, description: 'Such as `general`, or the title of a project.' }) },
    resolve: (_root, { name }, context) => context.services.chat.roomByName(viewerOf(context), name),
  }),
  roomById: t.field({
    type: Room,
    nullable: true,
    description: 'A room.',
    args: { id: t.arg.id({ required: true, description: 'Of the room.' }) },
    resolve: (_root, { id }, context) => context.services.chat.roomById(viewerOf(context), id),
  }),
  message: t.field({
    type: Message,
    nullable: true,
    description: 'A message of a room that you are in.',
    args: { id: t.arg.id({ required: true, description: 'Of the message.' }) },
    resolve: (_root, { id }, context) => context.services.chat.findMessage(viewerOf(context), id),
  }),
}))
