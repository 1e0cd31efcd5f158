import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { roomNameKey } from './chat.input.ts'
import { type RoomEventPayload, type RoomNotice, roomStream } from './room.events.ts'

export const isMember = async (db: PrismaClient | Transaction, roomId: string, userId: string): Promise<boolean> => {
  const member = await db.roomMember.findUnique({ where: { roomId_userId: { roomId, userId } } })
  return member !== null && member.removedAt === null
}

export const notAMember = () => new CallerError('FORBIDDEN', 'You are not in this room. Join it first (joinRoom).')

/** @throws CallerError NOT_FOUND, FORBIDDEN */
export async function requireMember(prisma: PrismaClient, viewer: Viewer, roomId: string): Promise<void> {
  if (isId(roomId) && (await isMember(prisma, roomId, viewer.userId))) return
  const room = isId(roomId) ? await prisma.room.findUnique({ where: { id: roomId }, select: { id: true } }) : null
  throw room ? notAMember() : notFound('room')
}

/** For somebody who was let in and no longer is: with the reason that whoever removed them gave, if that is how they went. */
export async function removedError(prisma: PrismaClient, roomId: string, userId: string): Promise<CallerError> {
  const [last] = await prisma.$queryRaw<{ kind: string; reason: string | null }[]>`
    SELECT payload -> 'notice' ->> 'kind' AS kind, payload -> 'notice' ->> 'text' AS reason FROM "StreamEvent"
    WHERE "streamId" = ${roomStream(roomId)} AND kind = 'SYSTEM' AND payload -> 'notice' ->> 'userId' = ${userId}
    ORDER BY seq DESC LIMIT 1`
  if (last?.kind !== 'REMOVED') return notAMember()
  const reason = last.reason || 'You were removed from this room.'
  return new CallerError('FORBIDDEN', `You may no longer follow this room: ${reason}`, { reason })
}

/** Tells the room that something about itself or its members changed. */
export async function appendNotice(
  tx: LogTransaction,
  roomId: string,
  actorId: string | null,
  notice: RoomNotice,
): Promise<number> {
  const payload: RoomEventPayload = { actorId, message: null, notice }
  const [event] = await tx.append(roomStream(roomId), [{ kind: 'SYSTEM', payload }])
  return event?.seq ?? 0
}

/** Members start at the head: what was said before they came is history, not news. */
export async function addMember(tx: LogTransaction, roomId: string, userId: string, headSeq: number): Promise<void> {
  const where = { roomId_userId: { roomId, userId } }
  await tx.db.roomMember.upsert({ where, create: { roomId, userId }, update: { removedAt: null } })
  await tx.db.readMarker.upsert({ where, create: { roomId, userId, readSeq: headSeq }, update: {} })
}

/** Whoever starts something in a room is in it from then on, unless they were removed. The room must be locked. */
export async function enterByActing(tx: LogTransaction, roomId: string, userId: string): Promise<void> {
  const member = await tx.db.roomMember.findUnique({ where: { roomId_userId: { roomId, userId } } })
  if (member) return
  const seq = await appendNotice(tx, roomId, userId, { kind: 'JOINED', userId, text: null })
  await addMember(tx, roomId, userId, seq)
}

/** A new user is in every room that everybody is in. */
export async function joinRoomsOfEverybody(db: Transaction | PrismaClient, userId: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "RoomMember" ("roomId", "userId")
    SELECT id, ${userId} FROM "Room" WHERE everyone ON CONFLICT DO NOTHING`
  await db.$executeRaw`
    INSERT INTO "ReadMarker" ("roomId", "userId", "readSeq")
    SELECT "Room".id, ${userId}, "Stream"."lastSeq" FROM "Room" JOIN "Stream" ON "Stream".id = 'room:' || "Room".id
    WHERE everyone ON CONFLICT DO NOTHING`
}

/** The room of a new project. It gets the project's title, with a number behind it where that name is taken. */
export async function openProjectRoom(
  tx: LogTransaction,
  viewer: Viewer,
  project: { id: string; title: string },
): Promise<void> {
  const name = await freeName(tx.db, project.title)
  const room = await tx.db.room.create({ data: { name, nameKey: roomNameKey(name), projectId: project.id } })
  const seq = await appendNotice(tx, room.id, viewer.userId, { kind: 'CREATED', userId: null, text: name })
  await addMember(tx, room.id, viewer.userId, seq)
}

/** The room keeps its name when the project's new title is taken by another room. */
export async function renameProjectRoom(
  tx: LogTransaction,
  viewer: Viewer,
  project: { id: string; title: string },
): Promise<void> {
  const room = await tx.db.room.findUnique({ where: { projectId: project.id } })
  const nameKey = roomNameKey(project.title)
  if (!room || room.name === project.title) return
  const other = await tx.db.room.findUnique({ where: { nameKey } })
  if (other && other.id !== room.id) return
  await tx.db.room.update({ where: { id: room.id }, data: { name: project.title, nameKey } })
  await appendNotice(tx, room.id, viewer.userId, { kind: 'RENAMED', userId: null, text: project.title })
}

async function freeName(db: Transaction, title: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? title : `${title} ${number}`
    if (!(await db.room.findUnique({ where: { nameKey: roomNameKey(name) }, select: { id: true } }))) return name
  }
}
