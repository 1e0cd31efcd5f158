import type { FlowDefinition } from '../flow.definition.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** An approval that holds for no time could never be used. */
export const checkValidity = ({ nodes }: FlowDefinition): FlowFinding[] =>
  nodes.flatMap((node) =>
    node.kind === 'END' && node.validHours != null && !(node.validHours > 0)
      ? [
          finding('VALIDITY_NOT_POSITIVE', `Let the approval of “${node.title}” hold for some time, or for ever.`, {
            nodeId: node.id,
          }),
        ]
      : [],
  )
