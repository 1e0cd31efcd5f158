import type { ChatPorts } from './chat.ports.ts'
import { type MessageRow, messageOfRow } from './message-placing.ts'
import type { PlacedMessage } from './room.events.ts'

/** Unread counts stop here: nobody reads "1,204", and counting on would cost. */
export const MAX_UNREAD = 100

/** A room as one person sees it. */
export interface RoomView {
  id: string
  name: string
  topic: string | null
  projectId: string | null
  everyone: boolean
  createdAt: Date
  epoch: number
  headSeq: number
  isMember: boolean
  memberCount: number
  readSeq: number
  unreadCount: number
  mentionCount: number
  /** Null for those who are not in the room. */
  lastMessage: PlacedMessage | null
}

interface RoomRow extends Omit<RoomView, 'createdAt' | 'lastMessage'> {
  createdAt: number
  lastSeq: number | null
  lastChangedSeq: number | null
  lastState: unknown
}

// Unread: what others wrote behind the marker and did not delete. Cards are news of the project, not words to anybody.
const VIEW = `
  SELECT "Room".id, "Room".name, "Room".topic, "Room"."projectId", "Room".everyone,
    (extract(epoch FROM "Room"."createdAt") * 1000)::float8 AS "createdAt",
    "Stream".epoch, "Stream"."lastSeq" AS "headSeq",
    (mine."userId" IS NOT NULL) AS "isMember",
    (SELECT count(*)::int FROM "RoomMember" WHERE "roomId" = "Room".id AND "removedAt" IS NULL) AS "memberCount",
    COALESCE(marker."readSeq", 0) AS "readSeq",
    CASE WHEN mine."userId" IS NULL THEN 0 ELSE (SELECT count(*)::int FROM (
      SELECT 1 FROM "Message" WHERE "roomId" = "Room".id AND seq > COALESCE(marker."readSeq", 0)
        AND "authorId" <> $1 AND "deletedAt" IS NULL AND "releaseId" IS NULL LIMIT ${MAX_UNREAD}) AS unread) END AS "unreadCount",
    CASE WHEN mine."userId" IS NULL THEN 0 ELSE (SELECT count(*)::int FROM (
      SELECT 1 FROM "Message" WHERE "roomId" = "Room".id AND seq > COALESCE(marker."readSeq", 0)
        AND "authorId" <> $1 AND "deletedAt" IS NULL
        AND ($1 = ANY("mentionedUserIds") OR (state ->> 'mentionsEveryone')::boolean) LIMIT ${MAX_UNREAD}) AS called) END AS "mentionCount",
    latest.seq AS "lastSeq", latest."changedSeq" AS "lastChangedSeq", latest.state AS "lastState"
  FROM "Room"
  JOIN "Stream" ON "Stream".id = 'room:' || "Room".id
  LEFT JOIN "RoomMember" AS mine ON mine."roomId" = "Room".id AND mine."userId" = $1 AND mine."removedAt" IS NULL
  LEFT JOIN "ReadMarker" AS marker ON marker."roomId" = "Room".id AND marker."userId" = $1
  LEFT JOIN LATERAL (SELECT seq, "changedSeq", state FROM "Message"
    WHERE "roomId" = "Room".id AND "deletedAt" IS NULL ORDER BY seq DESC LIMIT 1) AS latest ON mine."userId" IS NOT NULL`

/** Rooms with what they mean for one person, by one statement. */
export function createRoomReads({ database }: Pick<ChatPorts, 'database'>) {
  const view = async (userId: string, condition: string, value?: unknown): Promise<RoomView[]> => {
    const parameters = value === undefined ? [userId] : [userId, value]
    const { rows } = await database.sql.query<RoomRow>(`${VIEW} ${condition}`, parameters)
    return rows.map(({ createdAt, lastSeq, lastChangedSeq, lastState, ...room }) => ({
      ...room,
      createdAt: new Date(createdAt),
      lastMessage:
        lastSeq === null
          ? null
          : messageOfRow({ roomId: room.id, seq: lastSeq, changedSeq: lastChangedSeq, state: lastState } as MessageRow),
    }))
  }

  return {
    /** `general` first, then by name. */
    allRooms: (userId: string) => view(userId, 'ORDER BY "Room".everyone DESC, "Room"."nameKey"'),
    roomsOfMember: (userId: string) => view(userId, 'WHERE mine."userId" IS NOT NULL'),
    roomById: async (userId: string, id: string) => (await view(userId, 'WHERE "Room".id = $2', id))[0] ?? null,
    roomsByIds: (userId: string, ids: string[]) => view(userId, 'WHERE "Room".id = ANY($2::text[])', ids),
    roomByNameKey: async (userId: string, key: string) =>
      (await view(userId, 'WHERE "Room"."nameKey" = $2', key))[0] ?? null,
    roomsOfProjects: (userId: string, projectIds: string[]) =>
      view(userId, 'WHERE "Room"."projectId" = ANY($2::text[])', projectIds),
  }
}

export type RoomReads = ReturnType<typeof createRoomReads>
