import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { FlowRow, FlowVersionRow } from './flow-rows.ts'
import { guardFlows, visibleTo } from './flows.policy.ts'
import type { FlowPorts } from './flows.ports.ts'

/** Published flows are for everybody, drafts for those who draw. */
export function createFlowReading({ prisma }: FlowPorts) {
  return {
    /** By title. */
    async listFlows(viewer: Viewer): Promise<FlowRow[]> {
      guardFlows(viewer, 'flows')
      return prisma.flow.findMany({ where: visibleTo(viewer), orderBy: { title: 'asc' } })
    },

    /** Null: there is none, or it is a draft and the viewer does not draw. */
    async findFlow(viewer: Viewer, id: string): Promise<FlowRow | null> {
      guardFlows(viewer, 'flow')
      return isId(id) ? prisma.flow.findFirst({ where: { id, ...visibleTo(viewer) } }) : null
    },

    /** What new tickets of a flow begin with. @throws CallerError NOT_FOUND also when none was published */
    async newestVersion(flowId: string): Promise<{ flow: FlowRow; version: FlowVersionRow }> {
      const flow = isId(flowId) ? await prisma.flow.findUnique({ where: { id: flowId } }) : null
      const version =
        flow && (await prisma.flowVersion.findUnique({ where: { flowId_version: { flowId, version: flow.version } } }))
      if (!flow || !version) throw notFound('flow')
      return { flow, version }
    },
  }
}
