import type { FlowDefinition, FlowLink } from '../flow.definition.ts'
import { reachableFrom } from '../graph/flow.graph.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** Nodes that nobody comes to, nodes from where nobody comes to an end, and ways that lead back. */
export function checkReach({ nodes, links }: FlowDefinition): FlowFinding[] {
  const idsOf = (kind: string) => nodes.filter((node) => node.kind === kind).map(({ id }) => id)
  const starts = idsOf('START')
  const reached = reachableFrom({ links }, ...starts)
  const backwards = links.map((link): FlowLink => ({ ...link, from: link.to, to: link.from }))
  const leading = reachableFrom({ links: backwards }, ...idsOf('END'))
  return [
    ...nodes
      .filter(({ id }) => starts.length > 0 && !reached.has(id))
      .map(({ id, title }) => finding('UNREACHABLE', `Lead a way to “${title}”, or remove it.`, { nodeId: id })),
    ...nodes
      .filter(({ id }) => !leading.has(id))
      .map(({ id, title }) => finding('NO_WAY_TO_END', `Lead a way from “${title}” to an end.`, { nodeId: id })),
    ...loops({ nodes, links }).map((linkId) =>
      finding('LOOP', 'Remove this link: it leads back. Whoever approves can send back without one.', { linkId }),
    ),
  ]
}

/** The links that close a circle. */
export function loops({ nodes, links }: Pick<FlowDefinition, 'nodes' | 'links'>): string[] {
  const closing: string[] = []
  const left = new Set<string>()
  const onTheWay = new Set<string>()
  const walk = (id: string): void => {
    onTheWay.add(id)
    for (const link of links) {
      if (link.from !== id) continue
      if (onTheWay.has(link.to)) closing.push(link.id)
      else if (!left.has(link.to)) walk(link.to)
    }
    onTheWay.delete(id)
    left.add(id)
  }
  for (const { id } of nodes) if (!left.has(id)) walk(id)
  return closing
}
