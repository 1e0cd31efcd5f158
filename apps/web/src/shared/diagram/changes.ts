import type { Graph, LinkData, NodeData } from './graph.ts'

export type NodeChange = [key: string, property: keyof NodeData, value: NodeData[keyof NodeData]]

const live = ['status', 'detail', 'label', 'percent', 'loc'] as const

/** Whether both graphs have the same boxes and lines, so that only colours and texts differ. */
export function sameShape(one: Graph, other: Graph): boolean {
  const keys = (items: readonly (NodeData | LinkData)[]) => items.map((item) => item.key).join('\n')
  return one.tree === other.tree && keys(one.nodes) === keys(other.nodes) && keys(one.links) === keys(other.links)
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
