import { isMember, requireMember } from '../chat/room-membership.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type Tally, tallyOf } from './poll.state.ts'
import { countPoll } from './poll-counting.ts'
import { type PollRow, pollOfRow } from './poll-rows.ts'
import { guardPolls, mayManage } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

/** A poll as one person sees it. */
export interface PollView extends PollRow {
  mayManage: boolean
}

/** Polls of rooms are for their members; a draft for those who may open it. */
export function createPollReading({ database }: PollPorts) {
  const { prisma, sql } = database

  /** Null: there is none, or it is somebody's draft. @throws CallerError FORBIDDEN for who is not in its room */
  async function findPoll(viewer: Viewer, id: string): Promise<PollView | null> {
    guardPolls(viewer, 'poll')
    const row = isId(id) ? await prisma.poll.findUnique({ where: { id } }) : null
    if (!row) return null
    const manages = mayManage(viewer, row.createdById)
    if (row.state === 'DRAFT' && !manages) return null
    if (row.roomId !== null) await requireMember(prisma, viewer, row.roomId)
    return { ...pollOfRow(row), mayManage: manages }
  }

  return {
    findPoll,

    /** @throws CallerError NOT_FOUND, FORBIDDEN */
    async requirePoll(viewer: Viewer, id: string): Promise<PollView> {
      const poll = await findPoll(viewer, id)
      if (!poll) throw notFound('poll')
      return poll
    },

    /** The numbers as the viewer may know them now. @throws CallerError NOT_FOUND */
    async tallyFor(viewer: Viewer, pollId: string): Promise<Tally> {
      const counted = await countPoll(sql, pollId, [viewer.userId])
      if (!counted) throw notFound('poll')
      return tallyOf(counted.poll, counted.voters.has(viewer.userId))
    },

    /** What the viewer voted; empty: nothing. */
    async ballotOf(viewer: Viewer, pollId: string): Promise<string[]> {
      const ballot = await prisma.pollBallot.findUnique({ where: { pollId_userId: { pollId, userId: viewer.userId } } })
      return ballot?.optionIds ?? []
    },

    /** Whether the viewer may still follow it. */
    mayFollow: async (viewer: Viewer, roomId: string | null): Promise<boolean> =>
      roomId === null || isMember(prisma, roomId, viewer.userId),
  }
}

export const notYours = () =>
  new CallerError('FORBIDDEN', 'Only who made this poll or an operator can open, pause or close it.')
