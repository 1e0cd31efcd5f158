import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { Message } from './message.schema.ts'
import { Room } from './room.schema.ts'

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'Something to say.',
  fields: (t) => ({
    roomId: t.id({ required: true, description: 'Where.' }),
    text: t.string({
      required: true,
      description: 'Markdown, at most 8 KB. @username calls a member, @all everybody.',
    }),
    clientId: t.string({
      description: 'A name that you choose, such as a UUID: sending again under the same one is the same message.',
    }),
    replyToId: t.id({ description: 'The message that it replies to, in the same room.' }),
    attachmentIds: t.idList({ description: 'Images that you uploaded for this room (POST /attachments), at most 10.' }),
  }),
})

const roomAfter = async (context: Context, roomId: string, change: Promise<void>) => {
  await change
  return context.services.chat.roomNow(viewerOf(context), roomId)
}

builder.mutationFields((t) => ({
  createRoom: t.field({
    type: Room,
    description: 'Creates a room and joins it.',
    args: {
      name: t.arg.string({ required: true, description: 'At most 80 characters; unique, whatever the case.' }),
      topic: t.arg.string({ description: 'What it is about, at most 250 characters.' }),
    },
    resolve: async (_root, { name, topic }, context) => {
      const { id } = await context.services.chat.createRoom(viewerOf(context), name, topic)
      return context.services.chat.roomNow(viewerOf(context), id)
    },
  }),
  updateRoom: t.field({
    type: Room,
    description: 'Changes the name or the topic; what is left out stays.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the room.' }),
      name: t.arg.string({ description: 'The new name.' }),
      topic: t.arg.string({ description: 'The new topic; empty: none.' }),
    },
    resolve: (_root, { id, ...change }, context) =>
      roomAfter(context, id, context.services.chat.updateRoom(viewerOf(context), id, change)),
  }),
  joinRoom: t.field({
    type: Room,
    description: 'Joins a room. What was said before is there to read, but not unread.',
    args: { roomId: t.arg.id({ required: true, description: 'Of the room.' }) },
    resolve: (_root, { roomId }, context) =>
      roomAfter(context, roomId, context.services.chat.joinRoom(viewerOf(context), roomId)),
  }),
  leaveRoom: t.field({
    type: Room,
    description: 'Leaves a room.',
    args: { roomId: t.arg.id({ required: true, description: 'Of the room.' }) },
    resolve: (_root, { roomId }, context) =>
      roomAfter(context, roomId, context.services.chat.leaveRoom(viewerOf(context), roomId)),
  }),
  addRoomMember: t.field({
    type: Room,
    description: 'Adds somebody, also who was removed before.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      userId: t.arg.id({ required: true, description: 'Of the user.' }),
    },
    resolve: (_root, { roomId, userId }, context) =>
      roomAfter(context, roomId, context.services.chat.addRoomMember(viewerOf(context), roomId, userId)),
  }),
  removeRoomMember: t.field({
    type: Room,
    description:
      'Removes somebody: their live connections to the room end within a second, and they can only be added again.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      userId: t.arg.id({ required: true, description: 'Of the user.' }),
      reason: t.arg.string({ description: 'Why; the room reads it. At most 250 characters.' }),
    },
    resolve: (_root, { roomId, userId, reason }, context) =>
      roomAfter(context, roomId, context.services.chat.removeRoomMember(viewerOf(context), roomId, userId, reason)),
  }),
  closeRoomConnections: t.boolean({
    description:
      'Ends the live connections to a room (code DISCONNECTED, with the reason) of one user, or of everybody when userId is left out. Your own you may close yourself, those of others only an ADMIN. They may connect again.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      userId: t.arg.id({ description: 'Whose; left out: everybody.' }),
      reason: t.arg.string({ description: 'What they read. At most 250 characters.' }),
    },
    resolve: async (_root, { roomId, userId, reason }, context) => {
      await context.services.chat.closeRoomConnections(viewerOf(context), roomId, userId ?? null, reason)
      return true
    },
  }),
  sendMessage: t.field({
    type: Message,
    description:
      'Says something. The answer comes when it is committed. At most 5 messages in 5 s per user: RATE_LIMITED tells how long to wait.',
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What, and where.' }) },
    resolve: (_root, { input }, context) => context.services.chat.sendMessage(viewerOf(context), input),
  }),
  editMessage: t.field({
    type: Message,
    description: 'Changes the text of your own message.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the message.' }),
      text: t.arg.string({ required: true, description: 'The new text.' }),
    },
    resolve: (_root, { id, text }, context) => context.services.chat.editMessage(viewerOf(context), id, text),
  }),
  deleteMessage: t.field({
    type: Message,
    description: 'Deletes your own message; an OPERATOR deletes those of others too. Its place in the room stays.',
    args: { id: t.arg.id({ required: true, description: 'Of the message.' }) },
    resolve: (_root, { id }, context) => context.services.chat.deleteMessage(viewerOf(context), id),
  }),
  addReaction: t.field({
    type: Message,
    description: 'Puts an emoji on a message.',
    args: {
      messageId: t.arg.id({ required: true, description: 'Of the message.' }),
      emoji: t.arg.string({ required: true, description: 'One emoji.' }),
    },
    resolve: (_root, { messageId, emoji }, context) =>
      context.services.chat.addReaction(viewerOf(context), messageId, emoji),
  }),
  removeReaction: t.field({
    type: Message,
    description: 'Takes your emoji away again.',
    args: {
      messageId: t.arg.id({ required: true, description: 'Of the message.' }),
      emoji: t.arg.string({ required: true, description: 'The emoji.' }),
    },
    resolve: (_root, { messageId, emoji }, context) =>
      context.services.chat.removeReaction(viewerOf(context), messageId, emoji),
  }),
  markRead: t.field({
    type: Room,
    description: 'Says how far you have read. The marker only grows.',
    args: {
      roomId: t.arg.id({ required: true, description: 'Of the room.' }),
      seq: t.arg.int({ required: true, description: 'The last seq that you have seen.' }),
    },
    resolve: (_root, { roomId, seq }, context) =>
      roomAfter(context, roomId, context.services.chat.markRead(viewerOf(context), roomId, seq)),
  }),
}))
