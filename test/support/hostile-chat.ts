import type { Attacked } from './attacked.ts'

let count = 0

/** The chat's mutations with inputs that work; `known` holds ids of what exists, once it does. */
export const chatMutations = (known: Record<string, string>): Attacked[] => [
  {
    field: 'createRoom',
    args: { name: 'String!', topic: 'String' },
    selection: '{ id name topic }',
    valid: () => ({ name: `room ${++count}`, topic: 'a topic' }),
  },
  {
    field: 'updateRoom',
    args: { id: 'ID!', name: 'String', topic: 'String' },
    selection: '{ id name topic }',
    valid: () => ({ id: known.room, name: `renamed ${++count}`, topic: 'a topic' }),
  },
  ...['joinRoom', 'leaveRoom'].map((field) => ({
    field,
    args: { roomId: 'ID!' },
    selection: '{ id }',
    valid: () => ({ roomId: known.nothing }),
  })),
  {
    field: 'addRoomMember',
    args: { roomId: 'ID!', userId: 'ID!' },
    selection: '{ id }',
    valid: () => ({ roomId: known.room, userId: known.user }),
  },
  {
    field: 'removeRoomMember',
    args: { roomId: 'ID!', userId: 'ID!', reason: 'String' },
    selection: '{ id }',
    valid: () => ({ roomId: known.room, userId: known.nothing, reason: 'a reason' }),
  },
  {
    field: 'closeRoomConnections',
    args: { roomId: 'ID!', userId: 'ID', reason: 'String' },
    valid: () => ({ roomId: known.room, userId: known.user, reason: 'a reason' }),
  },
  {
    field: 'sendMessage',
    args: { input: 'SendMessageInput!' },
    selection: '{ text clientId }',
    valid: () => ({ input: { roomId: known.room, text: 'hello', clientId: `c${++count}`, replyToId: known.message } }),
  },
  {
    field: 'editMessage',
    args: { id: 'ID!', text: 'String!' },
    selection: '{ text }',
    valid: () => ({ id: known.message, text: `changed ${++count}` }),
  },
  { field: 'deleteMessage', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  ...['addReaction', 'removeReaction'].map((field) => ({
    field,
    args: { messageId: 'ID!', emoji: 'String!' },
    selection: '{ id }',
    valid: () => ({ messageId: known.message, emoji: '👍' }),
  })),
  {
    field: 'markRead',
    args: { roomId: 'ID!', seq: 'Int!' },
    selection: '{ id }',
    valid: () => ({ roomId: known.room, seq: 1 }),
  },
  {
    field: 'keepPresence',
    args: { roomId: 'ID!', connectionId: 'String!' },
    selection: '{ roomId }',
    valid: () => ({ roomId: known.room, connectionId: 'a-window' }),
  },
  {
    field: 'setTyping',
    args: { roomId: 'ID!', typing: 'Boolean!' },
    valid: () => ({ roomId: known.room, typing: true }),
  },
]

/** The chat's queries. */
export const chatQueries = (known: Record<string, string>): Attacked[] => [
  { field: 'room', args: { name: 'String!' }, selection: '{ id }', valid: () => ({ name: 'nowhere' }) },
  { field: 'roomById', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  { field: 'message', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'searchMessages',
    args: { query: 'String!', roomId: 'ID', first: 'Int', after: 'String' },
    selection: '{ totalCount }',
    valid: () => ({ query: 'words', roomId: known.room, first: 10 }),
  },
  {
    field: 'roomEvents',
    args: { roomId: 'ID!', after: 'Int!', limit: 'Int', waitSeconds: 'Int', epoch: 'Int', replayAtMost: 'Int' },
    selection: '{ headSeq }',
    valid: () => ({ roomId: known.room, after: 0, limit: 10, waitSeconds: 0, epoch: 1, replayAtMost: 300 }),
  },
]
