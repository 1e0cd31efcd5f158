import { holds } from '../../../flows/conditions/holds.ts'
import type { FlowLink, FlowNode } from '../../../flows/flow.definition.ts'
import { nodeOf, waysFrom } from '../../../flows/graph/flow.graph.ts'
import { follow, type Run } from '../ticket.run.ts'
import type { Token } from '../ticket.state.ts'
import { visitStands } from '../ticket.transitions.ts'
import { endTicket } from './ending.ts'
import { enter } from './entering.ts'

/** Puts the first token where the flow begins. */
export function begin(run: Run): void {
  const start = run.facts.definition.nodes.find(({ kind }) => kind === 'START')
  if (!start) throw new Error('The flow has no start.')
  move(run, [], [{ nodeId: start.id, path: [] }], [])
}

/** Moves one token that need not stay where it is. False: all of them stand at an approval or wait for others at a join. */
export function moveOn(run: Run): boolean {
  return run.state.tokens.some((token) => step(run, token, nodeOf(run.facts.definition, token.nodeId)))
}

function step(run: Run, token: Token, node: FlowNode): boolean {
  const { definition } = run.facts
  const ways = waysFrom(definition, node.id)
  switch (node.kind) {
    case 'START':
      return go(run, [token], ways.slice(0, 1))
    case 'CONDITION':
      return go(run, [token], [wayThatHolds(run, ways)])
    case 'NOTIFY': {
      const userIds = [...new Set(node.people.flatMap((source) => run.facts.peopleOf(source)))]
      follow(run, { kind: 'NOTIFIED', nodeId: node.id, userIds, message: node.message })
      return go(run, [token], ways.slice(0, 1))
    }
    case 'FORK':
      return go(run, [token], ways, (way) => [...token.path, `${node.id}/${way.id}`])
    case 'JOIN': {
      const come = companyOf(run, token)
      if (come.length < waysFrom(definition, forkOf(token)).length) return false
      return go(run, come, ways.slice(0, 1), () => token.path.slice(0, -1))
    }
    case 'APPROVAL': {
      const visit = run.state.visits.find(({ tokenId }) => tokenId === token.id)
      if (!visit) enter(run, token, node)
      else if (visitStands(visit)) return false
      else go(run, [token], ways.slice(0, 1))
      return true
    }
    case 'END':
      endTicket(run, node.outcome, '')
      return true
  }
}

/** By their position, the first whose condition holds; the one without when none does. */
function wayThatHolds({ facts }: Run, ways: FlowLink[]): FlowLink {
  const { values, definition } = facts
  const way =
    ways.find(({ condition }) => condition !== null && holds(condition, values, definition.form)) ??
    ways.find(({ condition }) => condition === null)
  if (!way) throw new Error('None of the conditions holds, and there is no default.')
  return way
}

/** What waits at the same join: it has one fork only, which nothing comes to a second time before the join has gone on. */
const companyOf = ({ state }: Run, { nodeId }: Token) => state.tokens.filter((other) => other.nodeId === nodeId)

const forkOf = ({ path, nodeId }: Token): string => {
  const way = path.at(-1)
  if (!way) throw new Error(`No fork leads to the join ${nodeId}.`)
  return way.slice(0, way.indexOf('/'))
}

function go(run: Run, gone: Token[], ways: FlowLink[], pathOf = (_: FlowLink) => gone[0]?.path ?? []): true {
  move(
    run,
    gone.map(({ id }) => id),
    ways.map((way) => ({ nodeId: way.to, path: pathOf(way) })),
    ways.map(({ id }) => id),
  )
  return true
}

/** Tokens go and others come in their place. */
export function move(run: Run, gone: string[], places: Omit<Token, 'id'>[], taken: string[]): void {
  const { tokensMade } = run.state
  const come = places.map((place, index) => ({ id: `t${tokensMade + index + 1}`, ...place }))
  follow(run, { kind: 'TOKENS_MOVED', gone, come, taken })
}
