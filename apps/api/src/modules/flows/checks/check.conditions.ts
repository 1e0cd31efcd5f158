import { conditionProblems } from '../conditions/condition.problems.ts'
import type { FlowDefinition } from '../flow.definition.ts'
import { waysFrom } from '../graph/flow.graph.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** Where it depends on the form how it goes on, every answer must lead somewhere. */
export function checkConditions(definition: FlowDefinition): FlowFinding[] {
  const { nodes, links, form } = definition
  const choosing = nodes.filter(({ kind }) => kind === 'CONDITION')
  const chosen = new Set(choosing.map(({ id }) => id))
  const misplaced = links.filter(({ from, condition }) => condition !== null && !chosen.has(from))
  return [
    ...choosing.flatMap(({ id, title }) => defaults(id, title, waysFrom(definition, id))),
    ...misplaced.map(({ id }) =>
      finding('CONDITION_MISPLACED', 'Remove the condition: only links that leave a condition have one.', {
        linkId: id,
      }),
    ),
    ...links.flatMap(({ id, condition }) =>
      condition === null
        ? []
        : conditionProblems(condition, form).map(({ code, message, field }) =>
            finding(code, message, { linkId: id, field }),
          ),
    ),
  ]
}

function defaults(nodeId: string, title: string, ways: FlowDefinition['links']): FlowFinding[] {
  const open = ways.filter(({ condition }) => condition === null)
  const message = `Remove the condition of one of the ways out of “${title}”: it is taken when no other holds.`
  if (open.length === 0) return ways.length > 0 ? [finding('NO_DEFAULT', message, { nodeId })] : []
  return open
    .slice(1)
    .map(({ id }) =>
      finding('SEVERAL_DEFAULTS', `Give this way out of “${title}” a condition.`, { nodeId, linkId: id }),
    )
}
