import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { AnnouncedRelease, ReleaseListener } from '../releases/release.announcement.ts'
import { insertMessages, lockRoom } from './message-batch.ts'
import { appendChange } from './message-changes.ts'
import { messageOfEvent, messageOfRow, placedColumns, stateOf } from './message-placing.ts'
import { cardSentence, releaseCardOf, type TargetCounts } from './release-card-state.ts'
import { type MessageState, type ReleaseCardState, type RoomEventPayload, roomStream } from './room.events.ts'
import { enterByActing } from './room-membership.ts'

/**
 * Keeps one card per release in the room of its project: posted when the release is created (by whoever created it, who is in
 * the room from then on), and brought up to date with each status. Told the same again, it appends nothing. A release whose
 * project has no room has no card, and is otherwise none the worse.
 */
export const keepReleaseCard: ReleaseListener = async (tx, release) => {
  const room = await tx.db.room.findUnique({
    where: { projectId: release.environment.project.id },
    select: { id: true },
  })
  if (!room) return
  await lockRoom(tx, room.id)
  const row = await tx.db.message.findUnique({ where: { releaseId: release.id }, select: placedColumns })
  const card = releaseCardOf(release, await countTargets(tx, release.id), await numberPutBack(tx, release))
  if (!row) return postCard(tx, room.id, release, card)
  const message = messageOfRow(row)
  if (!isDeepStrictEqual(message.card, card)) await appendChange(tx, 'SYSTEM', null, { ...message, card })
}

async function postCard(tx: LogTransaction, roomId: string, release: AnnouncedRelease, card: ReleaseCardState) {
  const { createdById: authorId, createdAt: at } = release
  await enterByActing(tx, roomId, authorId)
  const state: MessageState = {
    id: uuid7(at.getTime()),
    clientId: `release:${release.id}`,
    authorId,
    text: cardSentence(card),
    sentAt: at.toISOString(),
    editedAt: null,
    deletedAt: null,
    revision: 1,
    replyTo: null,
    threadId: null,
    mentionedUserIds: [],
    mentionsEveryone: false,
    reactions: [],
    attachments: [],
    card,
  }
  const payload: RoomEventPayload = { actorId: authorId, message: { ...state, seq: null }, notice: null }
  const [event] = await tx.append(roomStream(roomId), [{ kind: 'SYSTEM', payload }])
  const placed = event && messageOfEvent(roomId, event)
  if (!placed) throw new Error(`The card of release ${release.id} got no seq.`)
  await insertMessages(tx, [placed], [JSON.stringify(stateOf(placed))])
}

async function countTargets({ db }: LogTransaction, releaseId: string): Promise<TargetCounts> {
  const groups = await db.releaseTarget.groupBy({ by: ['status'], where: { releaseId }, _count: true })
  const count = (...statuses: string[]) =>
    groups.reduce((sum, group) => sum + (statuses.includes(group.status) ? group._count : 0), 0)
  return {
    serverCount: groups.reduce((sum, group) => sum + group._count, 0),
    succeededCount: count('SUCCEEDED'),
    failedCount: count('FAILED', 'UNKNOWN'),
  }
}

/** The number of the release that a rollback puts back; a repeated rollback names the one that put the directory there. */
async function numberPutBack({ db }: LogTransaction, release: AnnouncedRelease): Promise<number | null> {
  const { kind, origin, environmentId, directory } = release
  if (kind !== 'ROLLBACK') return null
  if (origin?.kind === 'SHIP') return origin.number
  const put = await db.release.findFirst({
    where: { environmentId, directory, kind: 'SHIP', status: 'SUCCEEDED' },
    orderBy: { number: 'desc' },
    select: { number: true },
  })
  return put?.number ?? null
}
