import type { RawLogTransaction } from '../../streams/event-log.ts'
import type { SendMessageDraft } from './chat.input.ts'
import type { AttachmentState, PlacedMessage } from './room.events.ts'

/** Images of the room that wait for a message, by id; locked until the commit, so that none is cleared meanwhile. */
export interface WaitingAttachments {
  /** What the sender means; null when one of them is not there, somebody else's, or on another message already. */
  take(senderId: string, ids: SendMessageDraft['attachmentIds']): AttachmentState[] | null
}

export async function waitingAttachments(
  { db }: RawLogTransaction,
  roomId: string,
  ids: string[],
): Promise<WaitingAttachments> {
  const rows =
    ids.length === 0
      ? []
      : await db.$queryRaw<(AttachmentState & { uploaderId: string })[]>`
          SELECT id, name, "mediaType", "sizeBytes", width, height, "uploaderId" FROM "Attachment"
          WHERE id = ANY(${ids}) AND "roomId" = ${roomId} AND "messageId" IS NULL ORDER BY id FOR UPDATE`
  const waiting = new Map(rows.map((row) => [row.id, row]))
  return {
    take(senderId, wanted) {
      const found = wanted.flatMap((id) => waiting.get(id) ?? [])
      if (found.length < wanted.length || found.some(({ uploaderId }) => uploaderId !== senderId)) return null
      for (const { id } of found) waiting.delete(id)
      return found.map(({ uploaderId: _uploader, ...attachment }) => attachment)
    },
  }
}

/** Hangs them on the messages that were just written. */
export async function bindAttachments({ db }: RawLogTransaction, messages: PlacedMessage[]): Promise<void> {
  const bound = messages.flatMap(({ id, attachments }) => attachments.map((attachment) => [attachment.id, id] as const))
  if (bound.length === 0) return
  await db.$executeRaw`
    UPDATE "Attachment" SET "messageId" = message
    FROM unnest(${bound.map(([id]) => id)}::text[], ${bound.map(([, id]) => id)}::text[]) AS bound (attachment, message)
    WHERE id = attachment`
}
