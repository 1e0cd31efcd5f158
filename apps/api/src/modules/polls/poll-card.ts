import type { LogTransaction } from '../../streams/event-log.ts'
import { changeCard, postCard } from '../chat/cards.ts'
import { knownOf, lockRoom } from '../chat/message-batch.ts'
import { messageOfRow, placedColumns } from '../chat/message-placing.ts'
import type { PollCardState } from '../chat/room.events.ts'
import { notAMember } from '../chat/room-membership.ts'
import { tooFast, waitBefore } from '../chat/send-limit.ts'
import { countsOf, numbersMayBeSeen } from './poll.state.ts'
import type { PollRow } from './poll-rows.ts'
import type { PollPorts } from './polls.ports.ts'

const timeOf = (at: Date | null) => at?.toISOString() ?? null

/** What the card of a poll shows. Everybody in the room gets the same, so it holds numbers only when the poll is closed. */
export function pollCardOf(poll: PollRow): PollCardState {
  const { result } = poll
  const maySee = result !== null && numbersMayBeSeen(poll, { hasVoted: false, respondents: result.respondents })
  return {
    type: 'POLL',
    pollId: poll.id,
    question: poll.question,
    options: poll.options,
    multiple: poll.multiple,
    changeable: poll.changeable,
    visibility: poll.visibility,
    secrecy: poll.secrecy,
    minChoices: poll.minChoices,
    maxChoices: poll.maxChoices,
    state: poll.state,
    createdById: poll.createdById,
    openedAt: timeOf(poll.openedAt),
    closesAt: timeOf(poll.closesAt),
    closedAt: timeOf(poll.closedAt),
    respondentCount: result?.respondents ?? null,
    counts: maySee ? countsOf(poll.options, result.counts) : null,
  }
}

/**
 * Posts the card of a poll that opens, or brings the one that is there up to date. `actorId` null: the deadline came. A poll that
 * opens is something said in the room: its opener must be in it, and may not say more in a short time than others.
 * @throws CallerError FORBIDDEN, RATE_LIMITED
 */
export async function keepPollCard(
  tx: LogTransaction,
  poll: PollRow,
  actorId: string | null,
  { clock, sendLimit }: Pick<PollPorts, 'clock' | 'sendLimit'>,
): Promise<void> {
  const { roomId, messageId } = poll
  if (roomId === null || (messageId === null && actorId === null)) return
  await lockRoom(tx, roomId)
  const card = pollCardOf(poll)
  if (messageId !== null) {
    const row = await tx.db.message.findUniqueOrThrow({ where: { id: messageId }, select: placedColumns })
    return changeCard(tx, 'POLL', actorId, messageOfRow(row), card)
  }
  const at = clock.now()
  const author = actorId as string
  const clientId = `poll:${poll.id}`
  const [known] = await knownOf(tx, roomId, [{ userId: author, clientId }], sendLimit, at)
  if (!known?.isMember) throw notAMember()
  const wait = waitBefore(known.recent, at.getTime(), sendLimit)
  if (wait > 0) throw tooFast(wait, sendLimit)
  const text = `Poll: ${poll.question} (${poll.options.map((option) => option.text).join(' / ')})`
  const { id } = await postCard(tx, { kind: 'POLL', roomId, authorId: author, clientId, text, at, card })
  await tx.db.poll.update({ where: { id: poll.id }, data: { messageId: id } })
}
