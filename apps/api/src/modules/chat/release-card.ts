import type { LogTransaction } from '../../streams/event-log.ts'
import type { AnnouncedRelease, ReleaseListener } from '../releases/release.announcement.ts'
import { changeCard, postCard } from './cards.ts'
import { lockRoom } from './message-batch.ts'
import { messageOfRow, placedColumns } from './message-placing.ts'
import { approvalOfCard } from './release-card-approval.ts'
import { controlOnCard } from './release-card-control.ts'
import { cardSentence, releaseCardOf, type TargetCounts } from './release-card-state.ts'
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
  const state = releaseCardOf(
    release,
    await countTargets(tx, release.id),
    await numberPutBack(tx, release),
    await approvalOfCard(tx, release),
  )
  const card = { ...state, ...(await controlOnCard(tx, release)) }
  if (row) return changeCard(tx, 'SYSTEM', null, messageOfRow(row), card)
  const { createdById: authorId, createdAt: at } = release
  await enterByActing(tx, room.id, authorId)
  const clientId = `release:${release.id}`
  await postCard(tx, { kind: 'SYSTEM', roomId: room.id, authorId, clientId, text: cardSentence(card), at, card })
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
