import type { FlowDefinition, FlowLink, FlowNode, FlowNodeKind } from '../flow.definition.ts'

type NodeOf<K extends FlowNodeKind> = Extract<FlowNode, { kind: K }>

/** @throws Error when the flow has no such node: what was published has every node that its links name. */
export function nodeOf({ nodes }: Pick<FlowDefinition, 'nodes'>, id: string): FlowNode {
  const node = nodes.find((candidate) => candidate.id === id)
  if (!node) throw new Error(`The flow has no node ${id}.`)
  return node
}

/** @throws Error when it is of another kind. */
export function nodeOfKind<K extends FlowNodeKind>(definition: FlowDefinition, id: string, kind: K): NodeOf<K> {
  const node = nodeOf(definition, id)
  if (node.kind !== kind) throw new Error(`Node ${id} is a ${node.kind}, not a ${kind}.`)
  return node as NodeOf<K>
}

/** The links that leave a node, in the order in which they are tried. */
export const waysFrom = ({ links }: Pick<FlowDefinition, 'links'>, id: string): FlowLink[] =>
  links.filter(({ from }) => from === id).sort((a, b) => a.position - b.position)

/** A node and all that can be come to from it. */
export function reachableFrom(definition: Pick<FlowDefinition, 'links'>, ...ids: string[]): Set<string> {
  const reached = new Set(ids)
  for (const id of reached) {
    for (const { from, to } of definition.links) if (from === id) reached.add(to)
  }
  return reached
}
