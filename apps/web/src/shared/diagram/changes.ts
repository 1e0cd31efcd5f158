import type { Graph, LinkData, NodeData } from './graph.ts'

export type NodeChange = [key: string, property: keyof NodeData, value: NodeData[keyof NodeData]]

const live = ['status', 'detail', 'label', 'note', 'percent', 'loc', 'faces', 'pulses', 'faded'] as const

const sameKeys = (some: readonly (NodeData | LinkData)[], others: readonly (NodeData | LinkData)[]) =>
  some.length === others.length && some.every((item, index) => item.key === others[index]?.key)

/** Whether both graphs have the same boxes and lines, so that only colours and texts differ. */
export function sameShape(one: Graph, other: Graph): boolean {
  return one.tree === other.tree && sameKeys(one.nodes, other.nodes) && sameKeys(one.links, other.links)
}

/** What must be set on boxes that stay. */
export function changedProperties(before: Graph, after: Graph): NodeChange[] {
  const old = new Map(before.nodes.map((node) => [node.key, node]))
  const changes: NodeChange[] = []
  for (const node of after.nodes) {
    const known = old.get(node.key)
    if (!known) continue
    for (const property of live)
      if (known[property] !== node[property]) changes.push([node.key, property, node[property]])
  }
  return changes
}

/** The lines of a flow whose look changed; those of other graphs follow the boxes that they lead to. */
export function changedWays(before: Graph, after: Graph): LinkData[] {
  const old = new Map(before.links.map((link) => [link.key, link]))
  return after.links.filter((link) => {
    const known = old.get(link.key)
    return link.category === 'way' && known && (known.status !== link.status || known.faded !== link.faded)
  })
}
