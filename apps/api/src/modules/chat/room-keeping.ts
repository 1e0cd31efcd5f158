import { recordAccessChange } from '../../streams/access-changes.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { CallerError, conflict, forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createRoomInput, reasonInput, roomNameKey, updateRoomInput } from './chat.input.ts'
import { guardChat, mayCloseConnectionsOf } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { lockRoom } from './message-batch.ts'
import { roomStream } from './room.events.ts'
import { addMember, appendNotice } from './room-membership.ts'

interface RoomRow {
  id: string
  name: string
  everyone: boolean
}

const taken = (name: string) =>
  conflict(`There is a room "${name}" already. Join it, or choose another name.`, { field: 'name' })

/** Rooms and who is in them. */
export function createRoomKeeping({ database, log, bus, clock }: ChatPorts) {
  const { prisma } = database

  /** Runs with the room's log locked, so that the order of what happens is the order of its events. */
  async function inRoom<T>(roomId: string, work: (tx: LogTransaction, room: RoomRow, headSeq: number) => Promise<T>) {
    if (!isId(roomId)) throw notFound('room')
    return log.transaction(async (tx) => {
      const headSeq = await lockRoom(tx, roomId)
      const room = await tx.db.room.findUnique({ where: { id: roomId } })
      if (!room || headSeq === null) throw notFound('room')
      return work(tx, room, headSeq)
    })
  }

  /** Whoever is concerned hears of it in all their rooms' live counts. */
  const tell = (tx: LogTransaction, userId: string) =>
    tx.afterCommit(() => bus.publish('access', { userId, sessionId: null }))

  const nameOf = async (tx: LogTransaction, userId: string) => {
    const user = isId(userId) ? await tx.db.user.findUnique({ where: { id: userId } }) : null
    if (!user) throw notFound('user')
    return user.displayName
  }

  return {
    /** Everybody may; the creator is its first member. @throws CallerError BAD_USER_INPUT, CONFLICT */
    async createRoom(viewer: Viewer, name: string, topic?: string | null): Promise<{ id: string }> {
      guardChat(viewer, 'createRoom')
      const draft = parseInput(createRoomInput, { name, topic })
      try {
        return await log.transaction(async (tx) => {
          const data = { name: draft.name, nameKey: roomNameKey(draft.name), topic: draft.topic ?? null }
          const { id } = await tx.db.room.create({ data })
          const seq = await appendNotice(tx, id, viewer.userId, { kind: 'CREATED', userId: null, text: draft.name })
          await addMember(tx, id, viewer.userId, seq)
          await recordActivity(tx, viewer, {
            kind: 'room.created',
            subject: draft.name,
            subjectId: id,
            after: { name: draft.name, topic: data.topic },
            message: `created the room "${draft.name}"`,
          })
          tell(tx, viewer.userId)
          return { id }
        })
      } catch (error) {
        throw isTaken(error) ? taken(draft.name) : error
      }
    },

    /** What is left out stays. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT */
    async updateRoom(viewer: Viewer, id: string, raw: { name?: string | null; topic?: string | null }): Promise<void> {
      guardChat(viewer, 'updateRoom')
      const change = parseInput(updateRoomInput, raw)
      await inRoom(id, async (tx, room) => {
        if (room.everyone && change.name && roomNameKey(change.name) !== roomNameKey(room.name)) {
          throw conflict(`The room "${room.name}" keeps its name: everybody relies on it.`, { roomId: id })
        }
        const name = change.name ?? room.name
        await tx.db.room.update({ where: { id }, data: { name, nameKey: roomNameKey(name), topic: change.topic } })
        await appendNotice(tx, id, viewer.userId, { kind: 'RENAMED', userId: null, text: name })
        const changed = { name: change.name ?? undefined, topic: change.topic }
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.changed', subject: name, subjectId: id, message: `changed the room "${name}"` },
          ...differences(room, changed),
        })
      }).catch((error) => {
        throw isTaken(error) ? taken(change.name ?? '') : error
      })
    },

    /** Joining again changes nothing. @throws CallerError NOT_FOUND, FORBIDDEN (somebody was removed) */
    async joinRoom(viewer: Viewer, roomId: string): Promise<void> {
      guardChat(viewer, 'joinRoom')
      const { userId } = viewer
      await inRoom(roomId, async (tx, room, headSeq) => {
        const member = await tx.db.roomMember.findUnique({ where: { roomId_userId: { roomId, userId } } })
        if (member?.removedAt) {
          throw new CallerError('FORBIDDEN', `You were removed from "${room.name}". Ask an operator to add you again.`)
        }
        if (member) return
        await addMember(tx, roomId, userId, headSeq)
        await appendNotice(tx, roomId, userId, { kind: 'JOINED', userId, text: null })
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.joined', subject: room.name, subjectId: roomId, after: { member: viewer.displayName } },
          message: `joined the room "${room.name}"`,
        })
        tell(tx, userId)
      })
    },

    /** @throws CallerError NOT_FOUND, CONFLICT (a room that everybody is in) */
    async leaveRoom(viewer: Viewer, roomId: string): Promise<void> {
      guardChat(viewer, 'leaveRoom')
      const { userId } = viewer
      await inRoom(roomId, async (tx, room) => {
        if (room.everyone) throw conflict(`Everybody is in "${room.name}": nobody can leave it.`, { roomId })
        const gone = await tx.db.roomMember.deleteMany({ where: { roomId, userId, removedAt: null } })
        if (gone.count === 0) return
        await appendNotice(tx, roomId, userId, { kind: 'LEFT', userId, text: null })
        await recordAccessChange(tx, { kind: 'changed', userId, topic: roomStream(roomId) })
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.left', subject: room.name, subjectId: roomId, before: { member: viewer.displayName } },
          message: `left the room "${room.name}"`,
        })
        tell(tx, userId)
      })
    },

    /** Also lets in again who was removed. @throws CallerError FORBIDDEN, NOT_FOUND */
    async addRoomMember(viewer: Viewer, roomId: string, userId: string): Promise<void> {
      guardChat(viewer, 'addRoomMember')
      await inRoom(roomId, async (tx, room, headSeq) => {
        const name = await nameOf(tx, userId)
        const member = await tx.db.roomMember.findUnique({ where: { roomId_userId: { roomId, userId } } })
        if (member && !member.removedAt) return
        await addMember(tx, roomId, userId, headSeq)
        await appendNotice(tx, roomId, viewer.userId, { kind: 'ADDED', userId, text: null })
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.memberAdded', subject: room.name, subjectId: roomId, after: { member: name } },
          message: `added ${name} to the room "${room.name}"`,
        })
        tell(tx, userId)
      })
    },

    /** Ends what they follow there within a second; they can't join again by themselves. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeRoomMember(viewer: Viewer, roomId: string, userId: string, rawReason?: string | null): Promise<void> {
      guardChat(viewer, 'removeRoomMember')
      const { reason } = parseInput(reasonInput, { reason: rawReason })
      await inRoom(roomId, async (tx, room) => {
        const name = await nameOf(tx, userId)
        const gone = await tx.db.roomMember.updateMany({
          where: { roomId, userId, removedAt: null },
          data: { removedAt: clock.now() },
        })
        if (gone.count === 0) throw notFound('member')
        await appendNotice(tx, roomId, viewer.userId, { kind: 'REMOVED', userId, text: reason ?? null })
        await recordAccessChange(tx, { kind: 'changed', userId, topic: roomStream(roomId) })
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.memberRemoved', subject: room.name, subjectId: roomId, before: { member: name } },
          message: `removed ${name} from the room "${room.name}"`,
        })
        tell(tx, userId)
      })
    },

    /**
     * Ends the live connections of one user, or of everybody (null), to a room; they see the reason. They may connect again.
     * @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async closeRoomConnections(
      viewer: Viewer,
      roomId: string,
      userId: string | null,
      rawReason?: string | null,
    ): Promise<void> {
      guardChat(viewer, 'closeRoomConnections')
      const { reason } = parseInput(reasonInput, { reason: rawReason })
      const room = isId(roomId) ? await prisma.room.findUnique({ where: { id: roomId } }) : null
      if (!room) throw notFound('room')
      if (!mayCloseConnectionsOf(viewer, userId)) throw forbidden("close other people's connections", 'ADMIN')
      await log.transaction(async (tx) => {
        const whose = userId === null ? 'everybody' : await nameOf(tx, userId)
        const told = reason ?? (userId === viewer.userId ? 'You closed it.' : `Closed by ${viewer.displayName}.`)
        await recordAccessChange(tx, { kind: 'closed', userId, topic: roomStream(roomId), reason: told })
        await recordActivity(tx, viewer, {
          ...{ kind: 'room.connectionsClosed', subject: room.name, subjectId: roomId, after: { whose } },
          message: `closed connections to the room "${room.name}"`,
        })
      })
    },
  }
}
