import { currentViewer } from '../accounts/current-viewer.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { accessSelect, mayOperate } from '../servers/server-access.ts'
import type { CommandPorts } from './commands.ports.ts'

const judged = {
  id: true,
  createdById: true,
  ticketId: true,
  targets: { select: { server: { select: accessSelect } } },
} as const

/**
 * What a run printed, and the command itself, is for whoever ran it and whoever may work on all of its servers; of a ticket's
 * run also for whoever sees the ticket. That it ran is for everybody.
 */
export function createCommandAccess({
  prisma,
  ticketsSeenBy,
  isInForce,
}: Pick<CommandPorts, 'prisma' | 'ticketsSeenBy' | 'isInForce'>) {
  const rowsOf = (ids: readonly string[]) =>
    prisma.commandRun.findMany({ where: { id: { in: [...ids] } }, select: judged })

  /** A server that is gone is nobody's any more but the OPERATORs'. */
  const operates = (viewer: Viewer, { targets }: Awaited<ReturnType<typeof rowsOf>>[number]) =>
    hasRole(viewer, 'OPERATOR') || targets.every(({ server }) => server !== null && mayOperate(viewer, server))

  /** Those of the runs whose command and output somebody may read, and those that they may cancel. */
  async function accessTo(
    viewer: Viewer,
    ids: readonly string[],
  ): Promise<Map<string, { reads: boolean; cancels: boolean }>> {
    const rows = await rowsOf(ids)
    const ticketIds = rows.flatMap(({ ticketId }) => ticketId ?? [])
    const tickets =
      ticketIds.length === 0
        ? []
        : await prisma.ticket.findMany({
            where: { AND: [{ id: { in: ticketIds } }, ticketsSeenBy(viewer)] },
            select: { id: true },
          })
    const seen = new Set(tickets.map(({ id }) => id))
    return new Map(
      rows.map((row) => {
        const mine = row.createdById === viewer.userId
        const works = operates(viewer, row)
        const reads = mine || works || (row.ticketId !== null && seen.has(row.ticketId))
        return [row.id, { reads, cancels: hasRole(viewer, 'DEVELOPER') && (mine || works) }]
      }),
    )
  }

  return {
    accessTo,

    /** For live streams: as the viewer's rights are now, not as they were when it began. */
    async stillReads(viewer: Viewer, id: string): Promise<boolean> {
      if (!(await isInForce(viewer))) return false
      const now = await currentViewer(prisma, viewer.userId)
      return now !== null && ((await accessTo(now, [id])).get(id)?.reads ?? false)
    },

    /** Whether whoever ran it still may: asked when it begins, and again and again while it runs. */
    async mayGoOn(run: { id: string; createdById: string | null; ticketId: string | null }): Promise<boolean> {
      if (run.ticketId !== null) return true
      const viewer = run.createdById === null ? null : await currentViewer(prisma, run.createdById)
      if (!viewer || !hasRole(viewer, 'DEVELOPER')) return false
      if (hasRole(viewer, 'OPERATOR')) return true
      const [row] = await rowsOf([run.id])
      const all = row?.targets ?? []
      return all.length > 0 && all.every(({ server }) => server === null || mayOperate(viewer, server))
    },
  }
}

export type CommandAccess = ReturnType<typeof createCommandAccess>
