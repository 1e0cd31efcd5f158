import type { FlowDefinition, FlowNode } from '../flow.definition.ts'
import { waysFrom } from '../graph/flow.graph.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** One start, an end that approves, and as many ways out of each node as its kind has. */
export function checkWays(definition: FlowDefinition): FlowFinding[] {
  const { nodes, links } = definition
  const findings = nodes.flatMap((node) => waysOut(node, waysFrom(definition, node.id).length))
  const starts = nodes.filter(({ kind }) => kind === 'START')
  if (starts.length === 0) findings.push(finding('NO_START', 'Add a start.'))
  for (const { id } of starts.slice(1)) {
    findings.push(finding('SEVERAL_STARTS', 'Remove this start: a flow has one.', { nodeId: id }))
  }
  if (!nodes.some((node) => node.kind === 'END' && node.outcome === 'APPROVED')) {
    findings.push(finding('NO_APPROVING_END', 'Add an end that approves: without one every ticket is rejected.'))
  }
  for (const { id, to } of links) {
    if (starts.some((start) => start.id === to)) {
      findings.push(finding('LINK_INTO_START', 'Nothing leads to the start. Remove this link.', { linkId: id }))
    }
  }
  for (const { id, from } of links) {
    if (nodes.some((node) => node.id === from && node.kind === 'END')) {
      findings.push(finding('LINK_OUT_OF_END', 'Nothing goes on after an end. Remove this link.', { linkId: id }))
    }
  }
  return findings
}

function waysOut({ id: nodeId, kind, title }: FlowNode, count: number): FlowFinding[] {
  if (kind === 'END') return []
  if (count === 0) return [finding('NO_WAY_ON', `Say where it goes on after “${title}”.`, { nodeId })]
  if (kind === 'CONDITION' || kind === 'FORK') {
    return count < 2 ? [finding('TOO_FEW_WAYS', `Give “${title}” at least two ways.`, { nodeId })] : []
  }
  const message = `Let one way only leave “${title}”: use a condition or a fork before them.`
  return count > 1 ? [finding('SEVERAL_WAYS_ON', message, { nodeId })] : []
}
