import { currentViewer } from '../accounts/current-viewer.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { mayOperate, type ServerWithUses } from '../servers/server-access.ts'
import type { CommandPorts } from './commands.ports.ts'

interface JudgedRun {
  id: string
  createdById: string | null
  ticketId: string | null
  /** `gone`: the server was removed since. */
  targets: (Pick<ServerWithUses, 'environments'> & { gone: boolean })[]
}

/**
 * What a run printed, and the command itself, is for whoever ran it and whoever may work on all of its servers; of a ticket's
 * run also for whoever sees the ticket. That it ran is for everybody.
 */
export function createCommandAccess({
  prisma,
  ticketsSeenBy,
  isInForce,
}: Pick<CommandPorts, 'prisma' | 'ticketsSeenBy' | 'isInForce'>) {
  /** By one statement: lists ask it about all their runs. */
  const rowsOf = (ids: readonly string[]) =>
    prisma.$queryRaw<JudgedRun[]>`
      SELECT r.id, r."createdById", r."ticketId", (
        SELECT json_agg(json_build_object('gone', t."serverId" IS NULL, 'environments', (
          SELECT COALESCE(json_agg(json_build_object('environment', json_build_object('id', e.id, 'kind', e.kind))), '[]')
          FROM "EnvironmentServer" u JOIN "Environment" e ON e.id = u."environmentId" WHERE u."serverId" = t."serverId"
        ))) FROM "CommandTarget" t WHERE t."runId" = r.id
      ) AS targets
      FROM "CommandRun" r WHERE r.id = ANY(${[...ids]})`

  /** A server that is gone is nobody's any more but the OPERATORs'. */
  const operates = (viewer: Viewer, { targets }: JudgedRun) =>
    hasRole(viewer, 'OPERATOR') || targets.every((server) => !server.gone && mayOperate(viewer, server))

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
      return all.length > 0 && all.every((server) => server.gone || mayOperate(viewer, server))
    },
  }
}

export type CommandAccess = ReturnType<typeof createCommandAccess>
