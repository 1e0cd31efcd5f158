import { badInput } from '../kernel/errors.ts'
import { searchWords } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { hideDeletedQuotes } from './message-history.ts'
import { type MessageRow, messageOfRow } from './message-placing.ts'
import type { PlacedMessage } from './room.events.ts'
import { requireMember } from './room-membership.ts'
import { searchQueryOf } from './search-words.ts'

/** What was found, newest first, to be read page by page. */
export interface FoundMessages {
  /** @param after the place of the last message that is known (`placeOf`); null: from the newest. */
  find(after: string | null, take: number): Promise<PlacedMessage[]>
  count(): Promise<number>
  placeOf(message: PlacedMessage): string
}

const place = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\w-]{1,50}) (\d{1,9})$/

// Only rooms that the viewer is in; what was deleted has no words. $1: who, $2: the words, $3: the room, or null.
const FOUND = `
  FROM "Message" WHERE words @@ $2::tsquery AND "deletedAt" IS NULL AND ($3::text IS NULL OR "roomId" = $3)
    AND "roomId" IN (SELECT "roomId" FROM "RoomMember" WHERE "userId" = $1 AND "removedAt" IS NULL)`

/** Looks for what was said, as it is now. */
export function createMessageSearch({ database }: ChatPorts) {
  const { prisma, sql } = database
  return {
    /** A text without letters, figures or pictures finds nothing. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
    async searchMessages(viewer: Viewer, rawQuery: string, roomId: string | null): Promise<FoundMessages> {
      guardChat(viewer, 'rooms')
      const query = searchQueryOf(parseInput(searchWords, rawQuery, 'query'))
      if (roomId !== null) await requireMember(prisma, viewer, roomId)
      const wanted = [viewer.userId, query, roomId]
      return {
        async find(after, take) {
          const behind = after === null ? null : place.exec(after)
          if (after !== null && !(behind && Number.isFinite(Date.parse(behind[1] ?? '')))) {
            throw badInput([{ path: 'after', message: 'This cursor belongs to another list.' }])
          }
          if (query === null) return []
          const { rows } = await sql.query<MessageRow>(
            `SELECT "roomId", seq, "changedSeq", state ${FOUND}
               ${behind ? 'AND ("sentAt", "roomId", seq) < ($5::timestamp(3), $6, $7::int)' : ''}
             ORDER BY "sentAt" DESC, "roomId" DESC, seq DESC LIMIT $4::int`,
            [...wanted, take, ...(behind?.slice(1) ?? [])],
          )
          const messages = rows.map(messageOfRow)
          await hideDeletedQuotes(prisma, messages)
          return messages
        },
        async count() {
          if (query === null) return 0
          const { rows } = await sql.query<{ count: number }>(`SELECT count(*)::int AS count ${FOUND}`, wanted)
          return rows[0]?.count ?? 0
        },
        placeOf: ({ sentAt, roomId: room, seq }) => `${sentAt} ${room} ${seq}`,
      }
    },
  }
}
