import type { Viewer } from '../kernel/viewer.ts'
import { countsOf, numbersMayBeSeen } from './poll.state.ts'
import { hashBallots, ownBallot } from './poll-ballots.ts'
import { recount } from './poll-counting.ts'
import type { PollRow } from './poll-rows.ts'
import type { PollPorts } from './polls.ports.ts'

/** As many named ballots as one look at a poll shows. */
export const MOST_BALLOTS = 1000

/** What lies in the tables of a closed poll, counted once more. */
export interface Recount {
  respondentCount: number
  counts: { optionId: string; count: number }[]
  hash: string
  /** The same numbers, and the same ballots, as when it was closed. */
  equal: boolean
}

/** What came of a poll, and whether it can be counted again. */
export function createPollResults({ database }: PollPorts) {
  const { prisma } = database
  const maySee = (poll: PollRow, hasVoted: boolean, respondents: number) =>
    numbersMayBeSeen(poll, { hasVoted, respondents })

  return {
    /** Counts a closed poll again; null while its numbers may not be seen. */
    async recountPoll(poll: PollRow): Promise<Recount | null> {
      const { result } = poll
      if (poll.state !== 'CLOSED' || !result || !maySee(poll, false, result.respondents)) return null
      const again = await recount(prisma, poll.id)
      const hash = await hashBallots(prisma, poll, result.salt ?? '')
      const counts = countsOf(poll.options, again.counts)
      const before = countsOf(poll.options, result.counts)
      const sameNumbers =
        again.respondents === result.respondents && counts.every(({ count }, place) => count === before[place]?.count)
      const sameBallots = result.hash === undefined || result.hash === hash
      return { respondentCount: again.respondents, counts, hash, equal: sameNumbers && sameBallots }
    },

    /** Who voted what, in the order of the votes; null where nobody is told, or not yet. */
    async ballotsFor(viewer: Viewer, poll: PollRow): Promise<{ userId: string; optionIds: string[] }[] | null> {
      if (poll.secrecy !== 'NAMED') return null
      const { hasVoted } = await ownBallot(prisma, poll, viewer.userId)
      if (!maySee(poll, hasVoted, 0)) return null
      return prisma.pollBallot.findMany({
        where: { pollId: poll.id },
        select: { userId: true, optionIds: true },
        orderBy: [{ castAt: 'asc' }, { userId: 'asc' }],
        take: MOST_BALLOTS,
      })
    },
  }
}
