import type { Viewer } from '../kernel/viewer.ts'
import type { FlowPorts } from './flows.ports.ts'

/** What runs by a flow. */
export function createFlowTickets({ prisma, ticketsSeenBy }: FlowPorts) {
  return {
    /** By flow: how many tickets are not over yet, of those that the viewer sees. */
    async ticketsUnderWay(viewer: Viewer, flowIds: string[]): Promise<Map<string, number>> {
      const underWay = {
        status: { in: ['RUNNING' as const, 'SENT_BACK' as const] },
        flowVersion: { flowId: { in: flowIds } },
      }
      const counted = await prisma.ticket.groupBy({
        by: ['flowVersionId'],
        where: { AND: [ticketsSeenBy(viewer), underWay] },
        _count: true,
      })
      const versions = await prisma.flowVersion.findMany({
        where: { id: { in: counted.map(({ flowVersionId }) => flowVersionId) } },
        select: { id: true, flowId: true },
      })
      const flowOf = new Map(versions.map(({ id, flowId }) => [id, flowId]))
      const found = new Map<string, number>()
      for (const { flowVersionId, _count } of counted) {
        const flowId = flowOf.get(flowVersionId) ?? ''
        found.set(flowId, (found.get(flowId) ?? 0) + _count)
      }
      return found
    },
  }
}
