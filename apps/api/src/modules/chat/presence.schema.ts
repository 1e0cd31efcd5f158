import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { badInput } from '../kernel/errors.ts'
import type { PresenceNotice } from './presence-notices.ts'
import type { PresenceState } from './watched-room.ts'

const User = modelType('User')

const MAX_PEOPLE = 200
/** A notice names so many people; of more it names two and counts the others. */
const NAMED = 3
const namedOf = ({ userIds }: PresenceNotice) => userIds.slice(0, userIds.length > NAMED ? 2 : NAMED)

const PresenceNoticeKind = builder.enumType('PresenceNoticeKind', {
  description: 'Whether people came or went.',
  values: {
    CONNECTED: { description: 'They were not there before.' },
    DISCONNECTED: { description: 'They have been gone for 5 s: a reload is shorter, and is not told.' },
  } as const,
})

const PresenceNoticeType = builder.objectRef<PresenceNotice>('PresenceNotice').implement({
  description: 'People who came, or went, within 2 s.',
  fields: (t) => ({
    id: t.exposeID('id', { extensions: broadcastable, description: 'Show each id once.' }),
    kind: t.field({
      type: PresenceNoticeKind,
      extensions: broadcastable,
      description: 'What they did.',
      resolve: ({ kind }) => kind,
    }),
    names: t.stringList({
      extensions: broadcastable,
      description: 'The display names of the first of them.',
      resolve: async (notice, _args, { services }) => {
        const people = await Promise.all(namedOf(notice).map((id) => services.accounts.person(id)))
        return people.map(({ displayName }) => displayName)
      },
    }),
    more: t.int({
      extensions: broadcastable,
      description: 'How many more it were.',
      resolve: (notice) => notice.userIds.length - namedOf(notice).length,
    }),
    at: t.expose('at', { type: 'DateTime', extensions: broadcastable, description: 'When it was noticed.' }),
  }),
})

const RoomPresence = builder.objectRef<PresenceState>('RoomPresence').implement({
  description: 'Who is in a room at a moment. Each one replaces the one before.',
  fields: (t) => ({
    roomId: t.exposeID('roomId', { extensions: broadcastable, description: 'Of the room.' }),
    onlineCount: t.int({
      extensions: broadcastable,
      description: 'How many people are there, however many windows they have open.',
      resolve: ({ online }) => online.length,
    }),
    online: t.field({
      type: [User],
      extensions: broadcastable,
      description: 'Who is there, in the order in which they came.',
      args: { first: t.arg.int({ description: `How many at most: 0 to ${MAX_PEOPLE}, 50 if left out.` }) },
      resolve: ({ online }, { first }, { services }) => {
        const wanted = first ?? 50
        if (wanted < 0 || wanted > MAX_PEOPLE) {
          throw badInput([{ path: 'first', message: `Ask for 0 to ${MAX_PEOPLE} people.` }])
        }
        return Promise.all(online.slice(0, wanted).map((id) => services.accounts.person(id)))
      },
    }),
    typing: t.field({
      type: [User],
      extensions: broadcastable,
      description: 'Who is writing, yourself included.',
      resolve: ({ typing }, _args, { services }) =>
        Promise.all(typing.slice(0, MAX_PEOPLE).map((id) => services.accounts.person(id))),
    }),
    notices: t.field({
      type: [PresenceNoticeType],
      extensions: broadcastable,
      description: 'Who came and went in the last 10 s, oldest first.',
      resolve: ({ notices }) => [...notices],
    }),
  }),
})

builder.subscriptionField('roomPresence', (t) =>
  t.field({
    type: RoomPresence,
    description:
      'Who is in a room: now, and whenever it changes. You are there yourself while it runs. For members; ends when they are removed or somebody closes it.',
    args: { roomId: t.arg.id({ required: true, description: 'Of the room.' }) },
    extensions: broadcastable,
    subscribe: (_root, { roomId }, context) =>
      context.services.chat.followPresence(viewerOf(context), roomId, context.signal),
    resolve: (state) => state,
  }),
)

builder.mutationFields((t) => ({
  keepPresence: t.field({
    type: RoomPresence,
    description: 'For callers that poll: says that they are there, for 60 s, and answers who is. Call it every 25 s.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      connectionId: t.arg.string({
        required: true,
        description: 'A name that you chose for this window or program, such as a UUID: the same one each time.',
      }),
    },
    resolve: (_root, { roomId, connectionId }, context) =>
      context.services.chat.keepPresence(viewerOf(context), roomId, connectionId),
  }),
  setTyping: t.boolean({
    description:
      'Says that you are writing, for 6 s: repeat it every few seconds while you do, and take it back when you stop.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Where.' }),
      typing: t.arg.boolean({ required: true, description: 'Whether you are.' }),
    },
    resolve: async (_root, { roomId, typing }, context) => {
      await context.services.chat.setTyping(viewerOf(context), roomId, typing)
      return true
    },
  }),
}))
