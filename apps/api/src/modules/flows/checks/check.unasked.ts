import type { FlowDefinition } from '../flow.definition.ts'
import { arrivals } from '../graph/flow.nesting.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** A way to an approving end on which nobody is asked: allowed (small sums, say), but worth a look. */
export function checkUnasked(definition: FlowDefinition): FlowFinding[] {
  const unasked = new Set<string>()
  for (const { node, arriving } of arrivals(definition)) {
    const free = arriving.filter(({ link }) => unasked.has(link.from))
    const ways = (some: typeof arriving) => new Set(some.map(({ path }) => path.at(-1)?.linkId)).size
    const passes = node.kind === 'JOIN' ? ways(free) === ways(arriving) : free.length > 0
    if (node.kind === 'START' || (node.kind !== 'APPROVAL' && passes)) unasked.add(node.id)
  }
  return definition.nodes
    .filter((node) => node.kind === 'END' && node.outcome === 'APPROVED' && unasked.has(node.id))
    .map(({ id, title }) =>
      finding('APPROVED_BY_NOBODY', `There is a way to “${title}” on which nobody is asked.`, { nodeId: id }),
    )
}
