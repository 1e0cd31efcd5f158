import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { createEventLimit } from '../chat/event-limit.ts'
import { isMember, notAMember } from '../chat/room-membership.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { createTurns } from '../kernel/turns.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { refusalOf } from './poll.state.ts'
import { castOpenly, castSecretly, ownBallot } from './poll-ballots.ts'
import { lockPoll, type PollRow } from './poll-rows.ts'
import { ballotInput } from './polls.input.ts'
import { guardPolls, mayManage } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

/** One works behind the poll's lock and one waits in front of it: a crowd must not take every connection to wait there. */
const AT_ONE_POLL = 2

/** One ballot per person, cast behind the poll's lock: either it is committed before the close and counts, or it is refused. */
export function createPollVoting({ log, bus, clock }: PollPorts) {
  const limit = createEventLimit({ events: 200, withinMs: 10_000, what: 'voted' })

  const inTurn = createTurns(AT_ONE_POLL)

  async function write({ db }: LogTransaction, { id, secrecy }: PollRow, userId: string, optionIds: string[]) {
    if (secrecy === 'SECRET') await castSecretly(db, id, userId, optionIds)
    else await castOpenly(db, id, userId, optionIds)
    await db.poll.update({ where: { id }, data: { revision: { increment: 1 } }, select: { id: true } })
  }

  /** A secret ballot cannot be compared with the one before: a second one is refused even if it says the same. */
  function refuseSecondThoughts(poll: PollRow) {
    const why =
      poll.secrecy === 'SECRET'
        ? 'this poll is secret: nobody can find your ballot'
        : 'this poll takes no second thoughts'
    return conflict(`You have voted, and ${why}.`, { pollId: poll.id, state: poll.state })
  }

  return {
    /**
     * Casts or replaces the viewer's ballot; no options: takes it back. The same again changes nothing.
     * @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, RATE_LIMITED, CONFLICT (with `state`) when it is not open
     */
    async vote(viewer: Viewer, pollId: string, rawOptionIds: string[]): Promise<void> {
      guardPolls(viewer, 'vote')
      const { userId } = viewer
      limit.count(userId, clock.now().getTime())
      const work = async (tx: LogTransaction) => {
        const { poll, isOver } = await lockPoll(tx, pollId)
        if (poll.state === 'DRAFT' && !mayManage(viewer, poll.createdById)) throw notFound('poll')
        if (poll.roomId !== null && !(await isMember(tx.db, poll.roomId, userId))) throw notAMember()
        const { optionIds } = parseInput(ballotInput(poll), { optionIds: rawOptionIds })
        const refusal = refusalOf(poll.state, isOver)
        if (refusal) throw refusal
        const ballot = await ownBallot(tx.db, poll, userId)
        const isSame = isDeepStrictEqual([...optionIds].sort(), [...ballot.optionIds].sort())
        if (poll.secrecy === 'SECRET' ? !ballot.hasVoted && optionIds.length === 0 : isSame) return
        if (ballot.hasVoted && !poll.changeable) throw refuseSecondThoughts(poll)
        await write(tx, poll, userId, optionIds)
        tx.afterCommit(() => bus.publish('polls', { pollId }))
      }
      await inTurn(() => log.transaction(work), pollId)
    },
  }
}
