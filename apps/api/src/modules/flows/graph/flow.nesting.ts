import type { FlowDefinition, FlowLink, FlowNode } from '../flow.definition.ts'
import { waysFrom } from './flow.graph.ts'

/** A link with the ways taken at the forks around it, outermost first. */
export interface Arrival {
  link: FlowLink
  path: readonly Way[]
}

export interface Way {
  forkId: string
  linkId: string
}

/**
 * The nodes that the start leads to, each after all that lead to it, with what arrives there. Of a flow without loops. What comes
 * out of a node has the shortest path that arrived: where they differ, that is a finding, and what comes after it should be none.
 */
export function arrivals(definition: FlowDefinition): { node: FlowNode; arriving: Arrival[] }[] {
  const arriving = new Map<string, Arrival[]>()
  return inOrder(definition).map((node) => {
    const here = arriving.get(node.id) ?? []
    const path = here.map((arrival) => arrival.path).sort((a, b) => a.length - b.length)[0] ?? []
    for (const link of waysFrom(definition, node.id)) {
      const next = arriving.get(link.to) ?? []
      arriving.set(link.to, next)
      next.push({ link, path: pathBeyond(node, link, path) })
    }
    return { node, arriving: here }
  })
}

function pathBeyond({ id, kind }: FlowNode, link: FlowLink, path: readonly Way[]): readonly Way[] {
  if (kind === 'FORK') return [...path, { forkId: id, linkId: link.id }]
  return kind === 'JOIN' ? path.slice(0, -1) : path
}

/** Each node that the start leads to after all that lead to it (depth first, backwards). */
export function inOrder(definition: FlowDefinition): FlowNode[] {
  const done: FlowNode[] = []
  const seen = new Set<string>()
  const walk = (node: FlowNode | undefined): void => {
    if (!node || seen.has(node.id)) return
    seen.add(node.id)
    for (const { to } of waysFrom(definition, node.id)) walk(definition.nodes.find(({ id }) => id === to))
    done.push(node)
  }
  walk(definition.nodes.find(({ kind }) => kind === 'START'))
  return done.reverse()
}

/** The same place in the same ways of the same forks. */
export const samePath = (a: readonly Way[], b: readonly Way[]): boolean =>
  a.length === b.length && a.every(({ linkId }, index) => linkId === b[index]?.linkId)
