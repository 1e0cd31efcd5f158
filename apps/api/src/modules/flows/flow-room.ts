import type { Transaction } from '../../platform/database/database.ts'
import { roomNameKey } from '../chat/chat.input.ts'
import { badInput } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'

// That a room is there is for everybody to know; who was removed from one has no more to say in it.
const mayUse = ({ userId }: Viewer) => ({ members: { none: { userId, removedAt: { not: null } } } })

/** @throws CallerError BAD_USER_INPUT there is no such room, or the viewer was removed from it */
export async function requireRoom(db: Transaction, viewer: Viewer, id: string): Promise<void> {
  if ((await db.room.count({ where: { id, ...mayUse(viewer) } })) > 0) return
  const message = 'There is no room with this id, or you were removed from it. Choose another one, or none.'
  throw badInput([{ path: 'input.roomId', message }])
}

/** The room that a file names. Null: it wants none, or names one that is not here or that the viewer was removed from. */
export async function roomNamed(
  db: Transaction,
  viewer: Viewer,
  name: string | null | undefined,
): Promise<string | null | undefined> {
  if (!name) return name
  const where = { nameKey: roomNameKey(name), ...mayUse(viewer) }
  return (await db.room.findFirst({ where, select: { id: true } }))?.id ?? null
}

/** The room of everybody: of flows that say nothing about rooms. */
export const commonRoom = (db: Transaction): Promise<{ id: string; name: string } | null> =>
  db.room.findFirst({ where: { everyone: true }, orderBy: { createdAt: 'asc' }, select: { id: true, name: true } })
