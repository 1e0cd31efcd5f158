import type { FlowDefinition } from '../flow.definition.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

export const mostNodes = 200
export const mostLinks = 400

/** A drawing that is too large to be looked at any further. */
export function tooLarge({ nodes, links }: FlowDefinition): FlowFinding[] {
  const findings: FlowFinding[] = []
  if (nodes.length > mostNodes) findings.push(finding('TOO_MANY_NODES', `Draw at most ${mostNodes} nodes.`))
  if (links.length > mostLinks) findings.push(finding('TOO_MANY_LINKS', `Draw at most ${mostLinks} links.`))
  return findings
}

/** Ids that stand twice, and links to nodes that are not there. */
export function checkIds({ nodes, links }: FlowDefinition): FlowFinding[] {
  const known = new Set(nodes.map(({ id }) => id))
  const lost = links.filter(({ from, to }) => !known.has(from) || !known.has(to))
  return [
    ...repeated(nodes).map((nodeId) => finding('SAME_ID', `Two nodes have the id “${nodeId}”.`, { nodeId })),
    ...repeated(links).map((linkId) => finding('SAME_ID', `Two links have the id “${linkId}”.`, { linkId })),
    ...lost.map(({ id }) =>
      finding('LINK_TO_NOWHERE', 'Connect both ends of this link, or remove it.', { linkId: id }),
    ),
  ]
}

const repeated = (things: { id: string }[]): string[] => [
  ...new Set(things.map(({ id }) => id).filter((id, index, ids) => ids.indexOf(id) < index)),
]
