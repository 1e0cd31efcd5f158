import type { FollowedEvent, StreamAccess } from '../../streams/event-log.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { followInput, pollInput } from './chat.input.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { roomStream } from './room.events.ts'
import { isMember, removedError, requireMember } from './room-membership.ts'

/** A quiet room tells its head this often; the contract promises 25 s. */
const HEARTBEAT_MS = 20_000

export interface RoomCursor {
  after?: number | null
  epoch?: number | null
  replayAtMost?: number | null
}

export interface RoomPoll extends RoomCursor {
  after: number
  limit?: number | null
  waitSeconds?: number | null
}

/** All ways to read a room live. They differ in who waits, not in what is read. */
export function createRoomFollowing({ database, cursors, isInForce }: ChatPorts) {
  const { prisma } = database

  const accessOf = (viewer: Viewer, roomId: string): StreamAccess => ({
    userId: viewer.userId,
    topic: roomStream(roomId),
    async stillAllowed() {
      if (!(await isInForce(viewer))) return false
      if (await isMember(prisma, roomId, viewer.userId)) return true
      throw await removedError(prisma, roomId, viewer.userId)
    },
  })

  return {
    /** Ends when the viewer's session, membership or rights do. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async followRoom(
      viewer: Viewer,
      roomId: string,
      { signal, ...cursor }: RoomCursor & { signal: AbortSignal },
    ): Promise<AsyncIterable<FollowedEvent>> {
      guardChat(viewer, 'rooms')
      const { after, epoch, replayAtMost } = parseInput(followInput, cursor)
      await requireMember(prisma, viewer, roomId)
      return cursors.follow(roomStream(roomId), {
        after: after ?? null,
        ...(epoch != null && { epoch }),
        ...(replayAtMost != null && { replayAtMost }),
        signal,
        access: accessOf(viewer, roomId),
        heartbeatMs: HEARTBEAT_MS,
        scope: 'members',
      })
    },

    /** One page behind `after`, at once or as soon as there is something. @throws CallerError as followRoom, RATE_LIMITED */
    async pollRoom(viewer: Viewer, roomId: string, { signal, ...poll }: RoomPoll & { signal: AbortSignal }) {
      guardChat(viewer, 'rooms')
      const { after, limit, waitSeconds, epoch, replayAtMost } = parseInput(pollInput, poll)
      await requireMember(prisma, viewer, roomId)
      return cursors.readAfter(roomStream(roomId), {
        after,
        limit,
        waitMs: waitSeconds * 1000,
        ...(epoch != null && { epoch }),
        ...(replayAtMost != null && { replayAtMost }),
        signal,
        access: accessOf(viewer, roomId),
      })
    },
  }
}
