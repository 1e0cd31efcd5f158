import type { PrismaClient } from '../../platform/database/database.ts'
import type { FollowedEvent } from '../../streams/event-log.ts'
import { type RoomEventPayload, roomStream } from './room.events.ts'

/** A stretch of a room's log, both ends included. */
export interface RoomStretch {
  roomId: string
  fromSeq: number
  toSeq: number
  epoch: number
}

/** The most of them in one page of history: a server that comes and goes all night is told of by its newest alarms. */
const MOST = 100

type AlarmRow = Pick<FollowedEvent<RoomEventPayload>, 'seq' | 'payload'> & { ms: number }

/** The alarms and recoveries that were told in a stretch of a room, oldest first. They stand in its log, which is kept, and are nobody's messages. */
export async function alarmsOf(prisma: PrismaClient, stretch: RoomStretch): Promise<FollowedEvent[]> {
  const { roomId, fromSeq, toSeq, epoch } = stretch
  const streamId = roomStream(roomId)
  const rows = await prisma.$queryRaw<AlarmRow[]>`
    SELECT seq, payload, (extract(epoch FROM at) * 1000)::float8 AS ms FROM "StreamEvent"
    WHERE "streamId" = ${streamId} AND seq BETWEEN ${fromSeq} AND ${toSeq}
      AND kind = 'SYSTEM' AND payload -> 'notice' ->> 'kind' IN ('ALARM', 'RECOVERED')
    ORDER BY seq DESC LIMIT ${MOST}`
  return rows
    .map(({ seq, payload, ms }) => ({ streamId, seq, epoch, kind: 'SYSTEM', key: null, payload, at: new Date(ms) }))
    .reverse()
}
