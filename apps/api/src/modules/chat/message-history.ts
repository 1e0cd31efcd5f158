import type { PrismaClient } from '../../platform/database/database.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type HistoryInput, type HistoryQuery, historyInput } from './chat.input.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { messageOfRow, placedColumns } from './message-placing.ts'
import { type PlacedMessage, roomStream } from './room.events.ts'
import { alarmsOf, type RoomStretch } from './room-alarms.ts'
import { requireMember } from './room-membership.ts'

export interface MessagePage {
  /** Ascending by seq. */
  messages: PlacedMessage[]
  /** Follow the room behind it: events up to here are in the page, and maybe newer ones, which `changedSeq` tells. */
  headSeq: number
  epoch: number
  hasOlder: boolean
  hasNewer: boolean
  /** What it tells all about; null: a thread, which has no more than its replies. */
  stretch: RoomStretch | null
}

/** A room, or one thread of it. */
type Place = { roomId: string; threadId?: string }
type Range = { gt?: number; gte?: number; lt?: number | undefined }

export function createMessageHistory({ database }: ChatPorts) {
  const { prisma } = database

  /** One more than asked for tells whether there is more. */
  async function page(place: Place, seq: Range, take: number, direction: 'asc' | 'desc') {
    const rows = await prisma.message.findMany({
      where: { ...place, seq },
      select: placedColumns,
      orderBy: { seq: direction },
      take: take + 1,
    })
    const messages = rows.slice(0, take).map(messageOfRow)
    return { messages: direction === 'asc' ? messages : messages.reverse(), more: rows.length > take }
  }

  async function read(place: Place, { before, after, around, first }: HistoryQuery): Promise<MessagePage> {
    // The head comes first: following behind it then misses nothing, whatever is written meanwhile.
    const stream = await prisma.stream.findUniqueOrThrow({ where: { id: roomStream(place.roomId) } })
    const half = around == null ? first : Math.floor(first / 2)
    const older = after == null ? await page(place, { lt: around ?? before ?? undefined }, half, 'desc') : null
    const newer =
      after != null || around != null
        ? await page(
            place,
            around != null ? { gte: around } : { gt: after ?? 0 },
            Math.max(1, first - (older ? half : 0)),
            'asc',
          )
        : null
    const messages = [...(older?.messages ?? []), ...(newer?.messages ?? [])]
    await hideDeletedQuotes(prisma, messages)
    const { lastSeq: headSeq, epoch } = stream
    const [hasOlder, hasNewer] = [older ? older.more : true, newer ? newer.more : before != null]
    const [oldest, newest] = [messages[0]?.seq, messages.at(-1)?.seq]
    const until = before == null ? headSeq : before - 1
    const stretch = {
      ...{ roomId: place.roomId, epoch },
      fromSeq: after != null ? after + 1 : hasOlder ? (oldest ?? until + 1) : 1,
      toSeq: before == null && newer?.more ? (newest ?? after ?? 0) : until,
    }
    return { messages, headSeq, epoch, hasOlder, hasNewer, stretch: place.threadId ? null : stretch }
  }

  /** @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
  async function readHistory(viewer: Viewer, roomId: string, input: HistoryInput): Promise<MessagePage> {
    guardChat(viewer, 'rooms')
    const query = parseInput(historyInput, input)
    await requireMember(prisma, viewer, roomId)
    return read({ roomId }, query)
  }

  /**
   * The replies of a thread, which any of its messages names. Follow the room behind the page's head for more of them.
   * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
   */
  async function readThread(viewer: Viewer, messageId: string, input: HistoryInput): Promise<MessagePage> {
    guardChat(viewer, 'rooms')
    const query = parseInput(historyInput, input)
    const message = await findMessage(viewer, messageId)
    if (!message) throw notFound('message')
    return read({ roomId: message.roomId, threadId: message.threadId ?? message.id }, query)
  }

  /** @throws CallerError FORBIDDEN, NOT_FOUND */
  async function findMessage(viewer: Viewer, id: string): Promise<PlacedMessage | null> {
    guardChat(viewer, 'rooms')
    const row = isId(id) ? await prisma.message.findUnique({ where: { id }, select: placedColumns }) : null
    if (!row) return null
    await requireMember(prisma, viewer, row.roomId)
    return messageOfRow(row)
  }

  return {
    alarmsIn: (stretch: RoomStretch) => alarmsOf(prisma, stretch),
    readHistory,
    readThread,
    findMessage,
    /** The cards of releases, by the release's id; only those of rooms that the viewer is in. */
    async cardsOfReleases(viewer: Viewer, releaseIds: string[]): Promise<Map<string, PlacedMessage>> {
      guardChat(viewer, 'rooms')
      const rows = await prisma.message.findMany({
        where: {
          releaseId: { in: releaseIds },
          room: { members: { some: { userId: viewer.userId, removedAt: null } } },
        },
        select: { ...placedColumns, releaseId: true },
      })
      return new Map(rows.map(({ releaseId, ...row }) => [releaseId ?? '', messageOfRow(row)]))
    },
  }
}

/** What was deleted is not to be read in its quotes either. */
export async function hideDeletedQuotes(prisma: PrismaClient, messages: PlacedMessage[]): Promise<void> {
  const quoted = [...new Set(messages.flatMap(({ replyTo }) => (replyTo ? [replyTo.id] : [])))]
  if (quoted.length === 0) return
  const gone = await prisma.message.findMany({
    where: { id: { in: quoted }, deletedAt: { not: null } },
    select: { id: true },
  })
  const ids = new Set(gone.map(({ id }) => id))
  for (const message of messages) {
    if (message.replyTo && ids.has(message.replyTo.id))
      message.replyTo = { ...message.replyTo, text: '', deleted: true }
  }
}
