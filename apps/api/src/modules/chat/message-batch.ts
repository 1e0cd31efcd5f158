import type { RawLogTransaction } from '../../streams/event-log.ts'
import type { SendMessageDraft } from './chat.input.ts'
import type { SendLimit } from './chat.ports.ts'
import { type MessageRow, messageOfRow } from './message-placing.ts'
import { type PlacedMessage, roomStream } from './room.events.ts'
import { searchWordsOf } from './search-words.ts'

/** What is known of one waiting message before it is judged. */
export interface Sender {
  userId: string
  clientId: string
  draft: SendMessageDraft
}

export interface Known {
  isMember: boolean
  /** The message that this sender sent under this clientId before. */
  before: PlacedMessage | null
  /** When the sender's latest messages were sent, in ms, newest first. */
  recent: number[]
}

/** Takes the room's lock: from here on nobody else appends. Null: there is no such room. */
export async function lockRoom(tx: RawLogTransaction, roomId: string): Promise<number | null> {
  const [stream] = await tx.db.$queryRaw<{ lastSeq: number }[]>`
    SELECT "lastSeq" FROM "Stream" WHERE id = ${roomStream(roomId)} FOR UPDATE`
  return stream?.lastSeq ?? null
}

interface KnownRow {
  member: boolean
  recent: number[]
  seq: number | null
  changedSeq: number | null
  state: unknown
}

/** One statement for the whole batch; lateral, so that a plan made while the table was empty still looks one row up. */
export async function knownOf(
  { db }: RawLogTransaction,
  roomId: string,
  senders: readonly Pick<Sender, 'userId' | 'clientId'>[],
  limit: SendLimit,
  now: Date,
): Promise<Known[]> {
  const rows = await db.$queryRawUnsafe<KnownRow[]>(
    `SELECT known.seq, known."changedSeq", known.state,
       EXISTS (SELECT 1 FROM "RoomMember" WHERE "roomId" = $1 AND "userId" = waiting.author AND "removedAt" IS NULL) AS member,
       ARRAY(SELECT (extract(epoch FROM "sentAt") * 1000)::float8 FROM "Message"
         WHERE "authorId" = waiting.author AND "sentAt" > $4::timestamp(3) AND "releaseId" IS NULL
         ORDER BY "sentAt" DESC LIMIT $5::int) AS recent
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS waiting (author, client, n)
     LEFT JOIN LATERAL (SELECT seq, "changedSeq", state FROM "Message"
       WHERE "roomId" = $1 AND "authorId" = waiting.author AND "clientId" = waiting.client OFFSET 0) AS known ON true
     ORDER BY waiting.n`,
    roomId,
    senders.map(({ userId }) => userId),
    senders.map(({ clientId }) => clientId),
    new Date(now.getTime() - limit.withinMs).toISOString(),
    limit.messages,
  )
  return rows.map(({ member, recent, ...row }) => ({
    isMember: member,
    recent,
    before: row.seq === null ? null : messageOfRow({ roomId, ...row } as MessageRow),
  }))
}

/** Members of the room by their usernames, in lower case. */
export async function membersNamed(
  { db }: RawLogTransaction,
  roomId: string,
  usernames: string[],
): Promise<Map<string, string>> {
  if (usernames.length === 0) return new Map()
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT "User".id, lower("User".username) AS name FROM "User"
    JOIN "RoomMember" ON "RoomMember"."userId" = "User".id AND "RoomMember"."roomId" = ${roomId} AND "removedAt" IS NULL
    WHERE lower("User".username) = ANY(${usernames})`
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/** Messages of the room by id. */
export async function messagesById(
  { db }: RawLogTransaction,
  roomId: string,
  ids: string[],
): Promise<Map<string, PlacedMessage>> {
  if (ids.length === 0) return new Map()
  const rows = await db.$queryRaw<(MessageRow & { id: string })[]>`
    SELECT id, "roomId", seq, "changedSeq", state FROM "Message" WHERE "roomId" = ${roomId} AND id = ANY(${ids})`
  return new Map(rows.map((row) => [row.id, messageOfRow(row)]))
}

/** Writes the rows of new messages by one statement. A card's row says which release it is about. */
export async function insertMessages(
  { db }: RawLogTransaction,
  messages: PlacedMessage[],
  states: string[],
): Promise<void> {
  await db.$executeRawUnsafe(
    `INSERT INTO "Message" (id, "roomId", seq, "changedSeq", "authorId", "clientId", "sentAt", "threadId", "releaseId", "mentionedUserIds", state, words)
     SELECT id, room, seq, seq, author, client, sent::timestamp(3), NULLIF(thread, ''), state::jsonb #>> '{card,releaseId}',
       ARRAY(SELECT jsonb_array_elements_text(state::jsonb -> 'mentionedUserIds')), state::jsonb,
       array_to_tsvector(string_to_array(words, ' '))
     FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       AS message (id, room, seq, author, client, sent, thread, state, words)`,
    messages.map(({ id }) => id),
    messages.map(({ roomId }) => roomId),
    messages.map(({ seq }) => seq),
    messages.map(({ authorId }) => authorId),
    messages.map(({ clientId }) => clientId),
    messages.map(({ sentAt }) => sentAt),
    messages.map(({ threadId }) => threadId ?? ''),
    states,
    messages.map(wordsOf),
  )
}

/** What a message is found by: its text and the names of its images. Words have no spaces in them. */
const wordsOf = ({ text, attachments }: PlacedMessage) =>
  searchWordsOf([text, ...attachments.map(({ name }) => name)].join('\n')).join(' ')

/** After its text changed. What was deleted is found by nothing. */
export async function updateWords({ db }: RawLogTransaction, message: PlacedMessage): Promise<void> {
  const words = message.deletedAt === null ? wordsOf(message) : ''
  await db.$executeRaw`
    UPDATE "Message" SET words = array_to_tsvector(string_to_array(${words}, ' ')) WHERE id = ${message.id}`
}
