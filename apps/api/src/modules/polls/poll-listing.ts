import type { Prisma } from '../../platform/database/database.ts'
import { parseInput } from '../kernel/input.ts'
import { literally } from '../kernel/search.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import type { PollView } from './poll-reading.ts'
import { pollOfRow } from './poll-rows.ts'
import { type PollFilter, pollFilter } from './polls.input.ts'
import { guardPolls, mayManage } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

/** The polls that the viewer may see: of their rooms or for everybody, and drafts only if they may open them. */
export const visibleTo = (viewer: Viewer): Prisma.PollWhereInput => ({
  AND: [
    { OR: [{ roomId: null }, { room: { members: { some: { userId: viewer.userId, removedAt: null } } } }] },
    ...(hasRole(viewer, 'OPERATOR')
      ? []
      : [{ OR: [{ state: { not: 'DRAFT' as const } }, { createdById: viewer.userId }] }]),
  ],
})

/** Lists of polls, the newest first. */
export function createPollListing({ database }: PollPorts) {
  const { prisma } = database
  return {
    /** What the viewer asked for, of what they may see. @throws CallerError BAD_USER_INPUT */
    pollList(viewer: Viewer, input: PollFilter) {
      guardPolls(viewer, 'polls')
      const { states, roomId, mine, search } = parseInput(pollFilter, input, 'filter')
      const where: Prisma.PollWhereInput = {
        ...visibleTo(viewer),
        ...(states && { state: { in: states } }),
        ...(roomId && { roomId }),
        ...(mine && { createdById: viewer.userId }),
        ...(search && { question: { contains: literally(search), mode: 'insensitive' as const } }),
      }
      return {
        count: () => prisma.poll.count({ where }),
        async find(after: string | null, take: number): Promise<PollView[]> {
          const behind = after === null ? [] : [{ id: { lt: after } }]
          const rows = await prisma.poll.findMany({ where: { AND: [where, ...behind] }, orderBy: { id: 'desc' }, take })
          return rows.map((row) => ({ ...pollOfRow(row), mayManage: mayManage(viewer, row.createdById) }))
        },
      }
    },
  }
}
