import { createFlowChecking } from './flow-checking.ts'
import { createFlowDrawing } from './flow-drawing.ts'
import { createFlowPublishing } from './flow-publishing.ts'
import { createFlowReading } from './flow-reading.ts'
import { createFlowSimulating } from './flow-simulating.ts'
import { createFlowTickets } from './flow-tickets.ts'
import type { FlowPorts } from './flows.ports.ts'
import { createFormFiles } from './forms/form-files.ts'

/** How requests are decided, as people draw it: drafts, what was published of them, and the forms. */
export function createFlows(ports: FlowPorts) {
  const checking = createFlowChecking(ports)
  return {
    ...checking,
    ...createFlowReading(ports),
    ...createFlowDrawing(ports),
    ...createFlowPublishing(ports, checking),
    ...createFlowSimulating(ports),
    ...createFlowTickets(ports),
    ...createFormFiles(ports),
  }
}

export type Flows = ReturnType<typeof createFlows>
