import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { attachmentInput } from './chat.input.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { createEventLimit } from './event-limit.ts'
import { IMAGE_TYPES, type ImageType, imageFacts } from './image-header.ts'
import type { AttachmentState } from './room.events.ts'
import { isMember, requireMember } from './room-membership.ts'

export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024
/** Of one user, not on a message yet. */
const MAX_WAITING = 50

/** An image that came, not looked at yet. */
export interface Upload {
  roomId: string
  name: string
  mediaType: ImageType
}

export interface StoredImage extends AttachmentState {
  content: Buffer
}

interface ImageRow extends StoredImage {
  roomId: string
  uploaderId: string
  messageId: string | null
}

const isImageType = (type: string): type is ImageType => IMAGE_TYPES.some((known) => known === type)

/** Images in rooms: they come first, wait, and hang on the message that names them. Their bytes are in the database. */
export function createAttachments({ database, clock }: ChatPorts) {
  const { prisma, sql } = database
  const limit = createEventLimit({ events: 30, withinMs: 60_000, what: 'uploaded images' })

  return {
    /**
     * Judges an upload by all that is known before its first byte is read.
     * @throws CallerError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, RATE_LIMITED, CONFLICT (too many wait for a message)
     */
    async beginUpload(viewer: Viewer, roomId: string, rawName: string | null, type: string): Promise<Upload> {
      guardChat(viewer, 'sendMessage')
      const { name } = parseInput(attachmentInput, { name: rawName ?? 'image' })
      if (!isImageType(type)) {
        throw badInput([{ path: 'content-type', message: `Send one of ${IMAGE_TYPES.join(', ')}.` }])
      }
      await requireMember(prisma, viewer, roomId)
      limit.count(viewer.userId, clock.now().getTime())
      const waiting = await prisma.attachment.count({ where: { uploaderId: viewer.userId, messageId: null } })
      if (waiting >= MAX_WAITING) {
        throw conflict(
          `${MAX_WAITING} of your images wait for a message. Send them, or wait a day until they are cleared.`,
        )
      }
      return { roomId, name, mediaType: type }
    },

    /** @throws CallerError BAD_USER_INPUT when the bytes are not what they were said to be */
    async finishUpload(viewer: Viewer, { roomId, name, mediaType }: Upload, content: Buffer): Promise<AttachmentState> {
      const facts = imageFacts(content)
      if (facts?.mediaType !== mediaType) {
        const found = facts
          ? `This is an image of the type ${facts.mediaType}.`
          : 'This is not an image that can be read.'
        throw badInput([
          { path: 'content-type', message: `${found} Send one of ${IMAGE_TYPES.join(', ')} as what it is.` },
        ])
      }
      const { width, height } = facts
      const at = clock.now()
      const state: AttachmentState = {
        id: uuid7(at.getTime()),
        name,
        mediaType,
        sizeBytes: content.length,
        width,
        height,
      }
      await sql.query(
        `INSERT INTO "Attachment" (id, "roomId", "uploaderId", name, "mediaType", "sizeBytes", width, height, "createdAt", content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamp(3), $10)`,
        [state.id, roomId, viewer.userId, name, mediaType, content.length, width, height, at.toISOString(), content],
      )
      return state
    },

    /** For members of its room; while it waits, for who uploaded it. @throws CallerError NOT_FOUND for everybody else */
    async readAttachment(viewer: Viewer, id: string): Promise<StoredImage> {
      guardChat(viewer, 'rooms')
      const { rows } = isId(id)
        ? await sql.query<Omit<ImageRow, 'content'>>(
            `SELECT id, "roomId", "uploaderId", "messageId", name, "mediaType", "sizeBytes", width, height
             FROM "Attachment" WHERE id = $1`,
            [id],
          )
        : { rows: [] }
      const [row] = rows
      const mayRead =
        row &&
        (row.messageId !== null || row.uploaderId === viewer.userId) &&
        (await isMember(prisma, row.roomId, viewer.userId))
      const image = mayRead
        ? await sql.query<{ content: Buffer }>('SELECT content FROM "Attachment" WHERE id = $1', [id])
        : null
      const content = image?.rows[0]?.content
      if (!row || !content) throw notFound('image')
      return { ...row, content }
    },

    /** Deletes what has waited for a message for a day, and says how many these were. */
    async clearAttachments(): Promise<number> {
      const yesterday = new Date(clock.now().getTime() - 24 * 60 * 60_000)
      const { count } = await prisma.attachment.deleteMany({ where: { messageId: null, createdAt: { lt: yesterday } } })
      return count
    },
  }
}
