import type { Prisma } from '../../platform/database/database.ts'
import { isMember, requireMember } from '../chat/room-membership.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type Tally, tallyOf } from './poll.state.ts'
import { countPolls } from './poll-counting.ts'
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

  async function seenBy(viewer: Viewer, row: Prisma.PollGetPayload<object> | null): Promise<PollView | null> {
    if (!row) return null
    const manages = mayManage(viewer, row.createdById)
    if (row.state === 'DRAFT' && !manages) return null
    if (row.roomId !== null) await requireMember(prisma, viewer, row.roomId)
    return { ...pollOfRow(row), mayManage: manages }
  }

  /** Null: there is none, or it is somebody's draft. @throws CallerError FORBIDDEN for who is not in its room */
  async function findPoll(viewer: Viewer, id: string): Promise<PollView | null> {
    guardPolls(viewer, 'poll')
    return isId(id) ? seenBy(viewer, await prisma.poll.findUnique({ where: { id } })) : null
  }

  return {
    findPoll,

    /** The same by what stands in its short address. @throws CallerError FORBIDDEN */
    async findPollByCode(viewer: Viewer, code: string): Promise<PollView | null> {
      guardPolls(viewer, 'pollByCode')
      const written = code.toLowerCase()
      return /^[a-z2-9]{7}$/.test(written)
        ? seenBy(viewer, await prisma.poll.findUnique({ where: { code: written } }))
        : null
    },

    /** @throws CallerError NOT_FOUND, FORBIDDEN */
    async requirePoll(viewer: Viewer, id: string): Promise<PollView> {
      const poll = await findPoll(viewer, id)
      if (!poll) throw notFound('poll')
      return poll
    },

    /** The numbers of polls as the viewer may know them now, and in which of them they have a ballot. */
    async talliesFor(viewer: Viewer, pollIds: string[]): Promise<Map<string, { tally: Tally; hasVoted: boolean }>> {
      const counted = await countPolls(sql, pollIds, [viewer.userId])
      return new Map(
        [...counted].map(([id, { poll, voters }]) => {
          const hasVoted = voters.has(viewer.userId)
          return [id, { tally: tallyOf(poll, hasVoted), hasVoted }]
        }),
      )
    },

    /** What the viewer voted in each; missing: nothing, or nobody can know any more. */
    async ballotsOf(viewer: Viewer, pollIds: string[]): Promise<Map<string, string[]>> {
      const rows = await prisma.pollBallot.findMany({ where: { pollId: { in: pollIds }, userId: viewer.userId } })
      return new Map(rows.map(({ pollId, optionIds }) => [pollId, optionIds]))
    },

    /** Whether the viewer may still follow it. */
    mayFollow: async (viewer: Viewer, roomId: string | null): Promise<boolean> =>
      roomId === null || isMember(prisma, roomId, viewer.userId),
  }
}

export const notYours = () =>
  new CallerError('FORBIDDEN', 'Only who made this poll or an operator can open, pause or close it.')
