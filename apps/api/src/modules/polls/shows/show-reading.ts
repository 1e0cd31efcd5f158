import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { visibleTo } from '../poll-listing.ts'
import type { PollView } from '../poll-reading.ts'
import { pollOfRow } from '../poll-rows.ts'
import { mayManage } from '../polls.policy.ts'
import type { PollPorts } from '../polls.ports.ts'
import type { ShowRow, ShowView } from './show-rows.ts'
import { guardShows } from './shows.policy.ts'

/** Shows are for everybody, their polls for whoever may see them. */
export function createShowReading({ database }: PollPorts) {
  const { prisma } = database
  const viewOf = (viewer: Viewer, row: ShowRow): ShowView => ({ ...row, mayManage: mayManage(viewer, row.createdById) })

  async function findPollShow(viewer: Viewer, id: string): Promise<ShowView | null> {
    guardShows(viewer, 'pollShow')
    const row = isId(id) ? await prisma.pollShow.findUnique({ where: { id } }) : null
    return row && viewOf(viewer, row)
  }

  return {
    findPollShow,

    /** @throws CallerError NOT_FOUND */
    async requirePollShow(viewer: Viewer, id: string): Promise<ShowView> {
      const show = await findPollShow(viewer, id)
      if (!show) throw notFound('show')
      return show
    },

    /** All shows, the newest first. */
    pollShowList(viewer: Viewer) {
      guardShows(viewer, 'pollShows')
      return {
        count: () => prisma.pollShow.count(),
        async find(after: string | null, take: number): Promise<ShowView[]> {
          const where = after === null ? {} : { id: { lt: after } }
          const rows = await prisma.pollShow.findMany({ where, orderBy: { id: 'desc' }, take })
          return rows.map((row) => viewOf(viewer, row))
        },
      }
    },

    /** The polls of shows in their order, as far as the viewer may see them. */
    async pollsOfShows(viewer: Viewer, showIds: string[]): Promise<Map<string, PollView[]>> {
      const items = await prisma.pollShowItem.findMany({
        where: { showId: { in: showIds }, poll: visibleTo(viewer) },
        orderBy: { place: 'asc' },
        include: { poll: true },
      })
      const found = new Map<string, PollView[]>(showIds.map((id) => [id, []]))
      for (const { showId, poll } of items) {
        found.get(showId)?.push({ ...pollOfRow(poll), mayManage: mayManage(viewer, poll.createdById) })
      }
      return found
    },
  }
}
