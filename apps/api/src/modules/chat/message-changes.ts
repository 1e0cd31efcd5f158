import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { editMessageInput, emojiInput } from './chat.input.ts'
import { guardChat, mayDelete } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { mentionsIn } from './mentions.ts'
import { lockRoom, membersNamed, updateWords } from './message-batch.ts'
import { messageOfEvent, messageOfRow, placedColumns, stateOf } from './message-placing.ts'
import { type PlacedMessage, type RoomEventKind, type RoomEventPayload, roomStream } from './room.events.ts'
import { isMember, notAMember } from './room-membership.ts'

const MAX_EMOJIS = 20

/** What the message becomes; null: nothing changes, and nothing is told. */
type Change = (message: PlacedMessage, tx: LogTransaction) => Promise<PlacedMessage | null> | PlacedMessage | null

/** Writes what became of a message into its room's log and its row. The room must be locked. */
export async function appendChange(
  tx: LogTransaction,
  kind: RoomEventKind,
  actorId: string | null,
  message: PlacedMessage,
): Promise<PlacedMessage> {
  const { roomId, seq, id } = message
  const payload: RoomEventPayload = { actorId, message: { ...stateOf(message), seq }, notice: null }
  const [event] = await tx.append(roomStream(roomId), [{ kind, payload }])
  const placed = event && messageOfEvent(roomId, event)
  if (!placed) throw new Error(`The change of message ${id} got no seq.`)
  await tx.db.message.update({
    where: { id },
    data: {
      changedSeq: placed.changedSeq,
      deletedAt: placed.deletedAt,
      mentionedUserIds: placed.mentionedUserIds,
      state: stateOf(placed) as object as Prisma.InputJsonObject,
    },
  })
  if (kind === 'EDIT' || kind === 'DELETE') await updateWords(tx, placed)
  return placed
}

/** That an operator took somebody's words away; not the words. */
async function tellOfRemoval(tx: LogTransaction, viewer: Viewer, { roomId, authorId }: PlacedMessage): Promise<void> {
  const room = await tx.db.room.findUniqueOrThrow({ where: { id: roomId }, select: { name: true } })
  const author = await tx.db.user.findUniqueOrThrow({ where: { id: authorId }, select: { displayName: true } })
  await recordActivity(tx, viewer, {
    ...{ kind: 'room.messageDeleted', subject: room.name, subjectId: roomId, before: { author: author.displayName } },
    message: `deleted a message of ${author.displayName} in the room "${room.name}"`,
  })
}

/** What people do with messages that are there. Each change is an event of its own. */
export function createMessageChanges({ database, log, clock }: ChatPorts) {
  const { prisma } = database

  async function change(viewer: Viewer, id: string, kind: RoomEventKind, becomes: Change): Promise<PlacedMessage> {
    const found = isId(id) ? await prisma.message.findUnique({ where: { id }, select: { roomId: true } }) : null
    if (!found) throw notFound('message')
    const { roomId } = found
    return log.transaction(async (tx) => {
      await lockRoom(tx, roomId)
      if (!(await isMember(tx.db, roomId, viewer.userId))) throw notAMember()
      const row = await tx.db.message.findUnique({ where: { id }, select: placedColumns })
      if (!row) throw notFound('message')
      const before = messageOfRow(row)
      const after = await becomes(before, tx)
      if (!after) return before
      const placed = await appendChange(tx, kind, viewer.userId, after)
      if (kind === 'DELETE' && before.authorId !== viewer.userId) await tellOfRemoval(tx, viewer, before)
      return placed
    })
  }

  const requireText = (message: PlacedMessage, doWhat: string) => {
    if (message.deletedAt) throw new CallerError('NOT_FOUND', 'This message was deleted.')
    if (message.card) throw new CallerError('FORBIDDEN', `Cards are written by Sendoff: nobody can ${doWhat} them.`)
  }

  const react = (viewer: Viewer, messageId: string, rawEmoji: string, wanted: boolean) => {
    const { emoji } = parseInput(emojiInput, { emoji: rawEmoji })
    return change(viewer, messageId, 'REACTION', (message) => {
      if (message.deletedAt) throw new CallerError('NOT_FOUND', 'This message was deleted.')
      const { userId } = viewer
      const known = message.reactions.find((reaction) => reaction.emoji === emoji)
      if ((known?.userIds.includes(userId) ?? false) === wanted) return null
      if (wanted && !known && message.reactions.length >= MAX_EMOJIS) {
        throw new CallerError(
          'CONFLICT',
          `A message takes ${MAX_EMOJIS} different reactions. Choose one that is there.`,
        )
      }
      const reactions = known ? message.reactions : [...message.reactions, { emoji, userIds: [] }]
      return {
        ...message,
        reactions: reactions
          .map((reaction) => {
            if (reaction.emoji !== emoji) return reaction
            const others = reaction.userIds.filter((id) => id !== userId)
            return { emoji, userIds: wanted ? [...others, userId] : others }
          })
          .filter(({ userIds }) => userIds.length > 0),
      }
    })
  }

  return {
    /** Only the author may. The same text again changes nothing. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
    async editMessage(viewer: Viewer, id: string, rawText: string): Promise<PlacedMessage> {
      guardChat(viewer, 'editMessage')
      const { text } = parseInput(editMessageInput, { text: rawText })
      return change(viewer, id, 'EDIT', async (message, tx) => {
        requireText(message, 'edit')
        if (message.authorId !== viewer.userId) {
          throw new CallerError('FORBIDDEN', 'Only the author can edit a message. Reply to it instead.')
        }
        if (message.text === text) return null
        const { usernames } = mentionsIn(text)
        const people = await membersNamed(tx, message.roomId, usernames)
        return {
          ...message,
          text,
          revision: message.revision + 1,
          editedAt: clock.now().toISOString(),
          mentionedUserIds: usernames.flatMap((name) => people.get(name) ?? []),
        }
      })
    },

    /** The author or an operator. Deleting again changes nothing. @throws CallerError NOT_FOUND, FORBIDDEN */
    async deleteMessage(viewer: Viewer, id: string): Promise<PlacedMessage> {
      guardChat(viewer, 'deleteMessage')
      return change(viewer, id, 'DELETE', async (message, tx) => {
        if (message.deletedAt) return null
        requireText(message, 'delete')
        if (!mayDelete(viewer, message.authorId)) {
          throw new CallerError('FORBIDDEN', 'Only the author or an operator can delete a message.')
        }
        await tx.db.attachment.deleteMany({ where: { messageId: id } })
        return {
          ...message,
          text: '',
          deletedAt: clock.now().toISOString(),
          replyTo: null,
          mentionedUserIds: [],
          mentionsEveryone: false,
          reactions: [],
          attachments: [],
        }
      })
    },

    /** Reacting again with the same emoji changes nothing. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT */
    async addReaction(viewer: Viewer, messageId: string, emoji: string): Promise<PlacedMessage> {
      guardChat(viewer, 'addReaction')
      return react(viewer, messageId, emoji, true)
    },

    /** @throws CallerError as addReaction */
    async removeReaction(viewer: Viewer, messageId: string, emoji: string): Promise<PlacedMessage> {
      guardChat(viewer, 'removeReaction')
      return react(viewer, messageId, emoji, false)
    },
  }
}
