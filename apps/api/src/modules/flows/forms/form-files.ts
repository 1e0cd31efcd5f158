import type { Transaction } from '../../../platform/database/database.ts'
import { createEventLimit } from '../../chat/event-limit.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { fileInput } from '../flows.input.ts'
import { guardFlows } from '../flows.policy.ts'
import type { FlowPorts } from '../flows.ports.ts'

/** Of one user, named by no ticket yet. */
const MAX_WAITING = 50
const PLAIN_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/

export interface FileUpload {
  name: string
  mediaType: string
}

export interface FileState extends FileUpload {
  id: string
  sizeBytes: number
}

/** Hangs files on the ticket that names them: from then on whoever may see it may see them, and they are kept with it. */
export async function bindFiles(db: Transaction, ids: string[], userId: string, ticketId: string): Promise<void> {
  if (ids.length === 0) return
  await db.ticketFile.updateMany({ where: { id: { in: ids }, uploaderId: userId, ticketId: null }, data: { ticketId } })
}

/** Files for tickets: they come first, wait, and hang on the ticket that names them. Their bytes are in the database. */
export function createFormFiles({ prisma, clock, ticketsSeenBy }: FlowPorts) {
  const limit = createEventLimit({ events: 30, withinMs: 60_000, what: 'uploaded files' })

  return {
    /** Judges an upload before its first byte is read. @throws CallerError BAD_USER_INPUT, RATE_LIMITED, CONFLICT */
    async beginFile(viewer: Viewer, rawName: string | null, type: string): Promise<FileUpload> {
      guardFlows(viewer, 'flows')
      const { name } = parseInput(fileInput, { name: rawName ?? 'file' })
      limit.count(viewer.userId, clock.now().getTime())
      const waiting = await prisma.ticketFile.count({ where: { uploaderId: viewer.userId, ticketId: null } })
      if (waiting >= MAX_WAITING) {
        throw conflict(`${MAX_WAITING} of your files wait for a ticket. Open it, or wait a day until they are cleared.`)
      }
      return { name, mediaType: PLAIN_TYPE.test(type) ? type : 'application/octet-stream' }
    },

    async finishFile(viewer: Viewer, upload: FileUpload, content: Buffer): Promise<FileState> {
      const at = clock.now()
      const state = { ...upload, id: uuid7(at.getTime()), sizeBytes: content.length }
      await prisma.ticketFile.create({
        data: { ...state, uploaderId: viewer.userId, createdAt: at, content: new Uint8Array(content) },
      })
      return state
    },

    /** For who uploaded it and who may see its ticket. @throws CallerError NOT_FOUND for everybody else */
    async readFile(viewer: Viewer, id: string): Promise<FileState & { content: Buffer }> {
      const row = isId(id)
        ? await prisma.ticketFile.findFirst({
            where: { id, OR: [{ uploaderId: viewer.userId }, { ticket: ticketsSeenBy(viewer) }] },
          })
        : null
      if (!row) throw notFound('file')
      const { name, mediaType, sizeBytes, content } = row
      return { id, name, mediaType, sizeBytes, content: Buffer.from(content) }
    },

    /** Deletes what has waited for a ticket for a day, and says how many these were. */
    async clearFiles(): Promise<number> {
      const yesterday = new Date(clock.now().getTime() - 24 * 60 * 60_000)
      const { count } = await prisma.ticketFile.deleteMany({ where: { ticketId: null, createdAt: { lt: yesterday } } })
      return count
    },
  }
}
