import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { createEventLimit } from '../chat/event-limit.ts'
import { isMember, notAMember } from '../chat/room-membership.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { createTurns } from '../kernel/turns.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { refusalOf } from './poll.state.ts'
import { lockPoll } from './poll-rows.ts'
import { ballotInput } from './polls.input.ts'
import { guardPolls, mayManage } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

/** One works behind the poll's lock and one waits in front of it: a crowd must not take every connection to wait there. */
const AT_ONE_POLL = 2

/** One ballot per person, cast behind the poll's lock: either it is committed before the close and counts, or it is refused. */
export function createPollVoting({ log, bus, clock }: PollPorts) {
  const limit = createEventLimit({ events: 200, withinMs: 10_000, what: 'voted' })

  const inTurn = createTurns(AT_ONE_POLL)

  async function write({ db }: LogTransaction, pollId: string, userId: string, optionIds: string[]) {
    if (optionIds.length === 0) await db.pollBallot.deleteMany({ where: { pollId, userId } })
    else {
      await db.$executeRaw`
        INSERT INTO "PollBallot" ("pollId", "userId", "optionIds", "castAt")
        VALUES (${pollId}, ${userId}, ${optionIds}::text[], clock_timestamp() AT TIME ZONE 'UTC')
        ON CONFLICT ("pollId", "userId") DO UPDATE SET "optionIds" = excluded."optionIds", "castAt" = excluded."castAt"`
    }
    await db.poll.update({ where: { id: pollId }, data: { revision: { increment: 1 } }, select: { id: true } })
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
        const { optionIds } = parseInput(ballotInput(poll.options, poll.multiple), { optionIds: rawOptionIds })
        const refusal = refusalOf(poll.state, isOver)
        if (refusal) throw refusal
        const ballot = await tx.db.pollBallot.findUnique({ where: { pollId_userId: { pollId, userId } } })
        if (isDeepStrictEqual([...optionIds].sort(), [...(ballot?.optionIds ?? [])].sort())) return
        if (ballot && !poll.changeable) {
          throw conflict('You have voted, and this poll takes no second thoughts.', { pollId, state: poll.state })
        }
        await write(tx, pollId, userId, optionIds)
        tx.afterCommit(() => bus.publish('polls', { pollId }))
      }
      await inTurn(() => log.transaction(work), pollId)
    },
  }
}
