import type { FlowDefinition, FlowNode } from '../flow.definition.ts'
import { waysFrom } from '../graph/flow.graph.ts'
import { type Arrival, arrivals, samePath } from '../graph/flow.nesting.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** What a fork divides one join puts together again, all of it and nothing else. */
export function checkNesting(definition: FlowDefinition): FlowFinding[] {
  return arrivals(definition).flatMap(({ node, arriving }) => {
    if (node.kind === 'JOIN') return joinFindings(definition, node, arriving)
    const [first] = arriving
    if (!first) return []
    if (arriving.some(({ path }) => !samePath(path, first.path))) {
      const message = `Put a join where the ways of a fork meet, before “${node.title}”.`
      return [finding('WAYS_MEET_WITHOUT_JOIN', message, { nodeId: node.id })]
    }
    if (node.kind !== 'END' || first.path.length === 0) return []
    const message = `Lead this way to its join first: “${node.title}” ends one way of a fork while others go on.`
    return [finding('END_INSIDE_FORK', message, { nodeId: node.id })]
  })
}

function joinFindings(definition: FlowDefinition, { id: nodeId, title }: FlowNode, arriving: Arrival[]): FlowFinding[] {
  const [first] = arriving
  if (!first) return []
  const fork = first.path.at(-1)
  if (!fork) {
    return [finding('JOIN_WITHOUT_FORK', `Remove “${title}”, or draw a fork before it.`, { nodeId })]
  }
  const around = first.path.slice(0, -1)
  const foreign = arriving.some(
    ({ path }) => path.at(-1)?.forkId !== fork.forkId || !samePath(path.slice(0, -1), around),
  )
  if (foreign) {
    const message = `Let only the ways of one fork meet at “${title}”: give each fork a join of its own.`
    return [finding('WAYS_MEET_WITHOUT_JOIN', message, { nodeId })]
  }
  const come = new Set(arriving.map(({ path }) => path.at(-1)?.linkId))
  if (waysFrom(definition, fork.forkId).every(({ id }) => come.has(id))) return []
  return [
    finding('JOIN_MISSES_WAYS', `Lead every way of its fork to “${title}”: it waits for all of them.`, { nodeId }),
  ]
}
