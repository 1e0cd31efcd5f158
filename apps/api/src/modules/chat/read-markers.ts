import { badInput, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { roomStream } from './room.events.ts'
import { requireMember } from './room-membership.ts'

export function createReadMarkers({ database, bus }: ChatPorts) {
  const { prisma } = database
  return {
    /** The marker only grows: an older seq changes nothing. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async markRead(viewer: Viewer, roomId: string, seq: number): Promise<void> {
      guardChat(viewer, 'markRead')
      if (!isId(roomId)) throw notFound('room')
      await requireMember(prisma, viewer, roomId)
      const stream = await prisma.stream.findUniqueOrThrow({ where: { id: roomStream(roomId) } })
      if (seq < 0 || seq > stream.lastSeq) {
        throw badInput([{ path: 'seq', message: `Give the last seq that was read: 0 to ${stream.lastSeq}.` }])
      }
      await prisma.$executeRaw`
        INSERT INTO "ReadMarker" ("roomId", "userId", "readSeq") VALUES (${roomId}, ${viewer.userId}, ${seq}::int)
        ON CONFLICT ("roomId", "userId") DO UPDATE SET "readSeq" = GREATEST("ReadMarker"."readSeq", EXCLUDED."readSeq")`
      bus.publish('reads', { userId: viewer.userId, roomId })
    },
  }
}
