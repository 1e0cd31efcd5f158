import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { MessageCard } from './card.schema.ts'
import type { AttachmentState, PlacedMessage, QuoteState, ReactionState } from './room.events.ts'

const User = modelType('User')

const MessageQuote = builder.objectRef<QuoteState>('MessageQuote').implement({
  description: 'The message that another one replies to, as it was then.',
  fields: (t) => ({
    id: t.exposeID('id', { extensions: broadcastable, description: 'Of the quoted message.' }),
    seq: t.exposeInt('seq', { extensions: broadcastable, description: 'Where it stands in the room.' }),
    author: t.field({
      type: User,
      extensions: broadcastable,
      description: 'Who wrote it.',
      resolve: ({ authorId }, _args, { services }) => services.accounts.person(authorId),
    }),
    text: t.exposeString('text', {
      extensions: broadcastable,
      description: 'Its beginning; empty when it was deleted.',
    }),
    deleted: t.exposeBoolean('deleted', { extensions: broadcastable, description: 'It was deleted since.' }),
  }),
})

const Reaction = builder.objectRef<ReactionState>('Reaction').implement({
  description: 'An emoji that people put on a message.',
  fields: (t) => ({
    emoji: t.exposeString('emoji', { extensions: broadcastable, description: 'Such as 👍.' }),
    count: t.int({
      extensions: broadcastable,
      description: 'How many people.',
      resolve: ({ userIds }) => userIds.length,
    }),
    userIds: t.exposeIDList('userIds', { extensions: broadcastable, description: 'Who, in their order.' }),
    names: t.stringList({
      extensions: broadcastable,
      description: 'The display names of the first 20 of them.',
      resolve: async ({ userIds }, _args, { services }) => {
        const people = await Promise.all(userIds.slice(0, 20).map((id) => services.accounts.person(id)))
        return people.map(({ displayName }) => displayName)
      },
    }),
  }),
})

const Attachment = builder.objectRef<AttachmentState>('Attachment').implement({
  description: 'An image that hangs on a message.',
  fields: (t) => ({
    id: t.exposeID('id', { extensions: broadcastable, description: 'Opaque.' }),
    name: t.exposeString('name', { extensions: broadcastable, description: 'The name of the file.' }),
    mediaType: t.exposeString('mediaType', { extensions: broadcastable, description: 'Such as image/png.' }),
    sizeBytes: t.exposeInt('sizeBytes', { extensions: broadcastable, description: 'In bytes.' }),
    width: t.exposeInt('width', { nullable: true, extensions: broadcastable, description: 'In pixels, if known.' }),
    height: t.exposeInt('height', { nullable: true, extensions: broadcastable, description: 'In pixels, if known.' }),
    url: t.string({
      extensions: broadcastable,
      description: 'Where members of the room get it, relative to the server.',
      resolve: ({ id }) => `/attachments/${id}`,
    }),
  }),
})

const timeOf = (text: string | null) => (text === null ? null : new Date(text))

export const Message = builder.objectRef<PlacedMessage>('Message').implement({
  description: 'Something that was said in a room, or a card that Sendoff keeps up to date there.',
  fields: (t) => ({
    id: t.exposeID('id', { extensions: broadcastable, description: 'Opaque.' }),
    roomId: t.exposeID('roomId', { extensions: broadcastable, description: 'The room.' }),
    seq: t.exposeInt('seq', {
      extensions: broadcastable,
      description: 'Of the event that made it: its place in the room.',
    }),
    changedSeq: t.exposeInt('changedSeq', {
      extensions: broadcastable,
      description: 'Of the last event that changed it. Of two copies the one with the larger changedSeq is the newer.',
    }),
    clientId: t.exposeString('clientId', {
      nullable: true,
      extensions: broadcastable,
      description: 'What its sender named it; the sender knows their own message by it.',
    }),
    author: t.field({
      type: User,
      extensions: broadcastable,
      description: 'Who wrote it; of a card, who caused it.',
      resolve: ({ authorId }, _args, { services }) => services.accounts.person(authorId),
    }),
    text: t.exposeString('text', {
      extensions: broadcastable,
      description: 'Markdown, as it was typed: never trust it as HTML. Empty when the message was deleted.',
    }),
    sentAt: t.field({
      type: 'DateTime',
      extensions: broadcastable,
      description: 'When it was committed.',
      resolve: ({ sentAt }) => new Date(sentAt),
    }),
    editedAt: t.field({
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'When its author last changed the text.',
      resolve: ({ editedAt }) => timeOf(editedAt),
    }),
    deletedAt: t.field({
      type: 'DateTime',
      nullable: true,
      extensions: broadcastable,
      description: 'When it was deleted; what is left is its place.',
      resolve: ({ deletedAt }) => timeOf(deletedAt),
    }),
    revision: t.exposeInt('revision', { extensions: broadcastable, description: '1, and one more with each edit.' }),
    replyTo: t.field({
      type: MessageQuote,
      nullable: true,
      extensions: broadcastable,
      description: 'What it replies to.',
      resolve: ({ replyTo }) => replyTo,
    }),
    threadId: t.exposeID('threadId', {
      nullable: true,
      extensions: broadcastable,
      description: 'The message with which its thread began; null for that one itself and outside of threads.',
    }),
    mentionedUserIds: t.exposeIDList('mentionedUserIds', {
      extensions: broadcastable,
      description: 'The members whom it calls by @username.',
    }),
    mentionsEveryone: t.exposeBoolean('mentionsEveryone', {
      extensions: broadcastable,
      description: 'It calls everybody in the room (@all, from a DEVELOPER up).',
    }),
    reactions: t.field({
      type: [Reaction],
      extensions: broadcastable,
      description: 'In the order in which they came.',
      resolve: ({ reactions }) => reactions,
    }),
    attachments: t.field({
      type: [Attachment],
      extensions: broadcastable,
      description: 'Images, in their order.',
      resolve: ({ attachments }) => attachments,
    }),
    card: t.field({
      type: MessageCard,
      nullable: true,
      extensions: broadcastable,
      description: 'What Sendoff shows here and keeps up to date; null for what people say.',
      resolve: ({ card }) => card,
    }),
  }),
})
