import type { Graph, NodeData } from './graph.ts'

const position = (node: NodeData) => {
  const [x = 0, y = 0] = node.loc.split(' ').map(Number)
  return { x, y }
}

/** The box that an arrow key leads to: along the links sideways, to the nearest box of the column up and down. */
export function neighbour(graph: Graph, from: string | null, key: string): string | null {
  const current = graph.nodes.find((node) => node.key === from)
  if (!current) return graph.nodes[0]?.key ?? null
  if (key === 'ArrowRight') return graph.links.find((link) => link.from === current.key)?.to ?? null
  if (key === 'ArrowLeft') return graph.links.find((link) => link.to === current.key)?.from ?? null
  const here = position(current)
  const direction = key === 'ArrowDown' ? 1 : -1
  const column = graph.nodes
    .filter((node) => position(node).x === here.x && (position(node).y - here.y) * direction > 0)
    .sort((a, b) => Math.abs(position(a).y - here.y) - Math.abs(position(b).y - here.y))
  return column[0]?.key ?? null
}
