import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { TicketChange } from '../ticket.changes.ts'
import { evolve, initialState } from '../ticket.evolve.ts'
import type { TicketState, Visit } from '../ticket.state.ts'
import { endReached, weightOf, wholeWeight } from './laws.course.ts'
import { mustFail, mustPass } from './laws.rules.ts'
import { taskTable, ticketTable, visitTable } from './laws.tables.ts'
import type { Scene } from './ticket-world.ts'

/** Cheaper than `expect`, of which millions would be needed. */
function claim(holds: boolean, law: string): void {
  if (!holds) throw new Error(`Broken: ${law}.`)
}

const stands = ({ state }: Visit) => state === 'OPEN' || state === 'HELD'
const isOpen = (status: string) => ['BLOCKED', 'PENDING', 'DELEGATED', 'WAITS_FOR_ADDED'].includes(status)
const isActive = (status: string) => status === 'PENDING' || status === 'DELEGATED'

/** What holds of every ticket at every time. */
export function keepsItsLaws({ state, history, definition, world, facts }: Scene): void {
  const { status, visits, tasks } = state
  const running = status === 'RUNNING'
  claim(weightOf(definition, state) === (running ? wholeWeight : 0), 'tokens weigh 1 while it runs, and else nothing')
  claim(visits.some(stands) === running, 'somebody has to decide while it runs, and else nobody')
  const standing = new Set(visits.filter(stands).map(({ id }) => id))
  claim(
    tasks.every((task) => !isOpen(task.status) || standing.has(task.visitId)),
    'no task is open where nobody has to decide',
  )
  for (const visit of visits) holdsAt(definition.nodes, visit, state, facts.isSelf)
  const deserted = new Set(history.map((change) => (change.kind === 'NODE_HELD' ? change.visitId : null)))
  for (const { id, state: held } of visits) {
    const asked = tasks.some((task) => task.visitId === id && isActive(task.status))
    claim(held !== 'HELD' || deserted.has(id) || !asked, 'nobody may decide where it is held from the beginning')
  }
  const end = definition.nodes.find(({ id }) => id === endReached(definition, state, world.values ?? {}))
  const outcome = end?.kind === 'END' ? end.outcome : null
  const failed = visits.some((visit) => visit.state === 'FAILED')
  const approved = ['APPROVED', 'CONSUMED', 'REVOKED', 'LAPSED'].includes(status)
  claim(!running || outcome === null, 'no end is reached while it runs')
  claim(
    state.round === 0 || approved === (outcome === 'APPROVED'),
    'it is approved where passed approvals lead to an approving end, and only there',
  )
  claim(status !== 'REJECTED' || failed !== (outcome === 'REJECTED'), 'it is rejected by an approval or by an end')
}

function holdsAt(
  nodes: readonly { id: string }[],
  visit: Visit,
  state: TicketState,
  isSelf: (id: string) => boolean,
): void {
  const node = nodes.find(({ id }) => id === visit.nodeId) as ApprovalNode
  const tasks = state.tasks.filter(({ visitId }) => visitId === visit.id)
  const seatOf = new Map<string, string>()
  for (const { userId, seatId } of [...visit.seats.map(({ id, userId }) => ({ userId, seatId: id })), ...tasks]) {
    claim((seatOf.get(userId) ?? seatId) === seatId, `${userId} has at most one seat at ${visit.id}`)
    claim(node.selfApproval || !isSelf(userId), `${userId} does not decide for themselves`)
    seatOf.set(userId, seatId)
  }
  const open = tasks.filter(({ status }) => isOpen(status)).map(({ userId }) => userId)
  claim(new Set(open).size === open.length, 'nobody has two open tasks at one visit')
  const active = tasks.filter(({ status }) => isActive(status))
  claim(!stands(visit) || !mustPass(node, visit, tasks), 'what has all it needs is passed')
  claim(!stands(visit) || !mustFail(node, visit, tasks), 'what is out of reach is failed')
  claim(visit.state !== 'OPEN' || active.length > 0, 'somebody may decide where it is open')
}

/** How it came about: what became what, and that what was decided was decided rightly. */
export function keepsItsTables({ history, definition }: Scene): void {
  let state = initialState('ini')
  for (const change of history) {
    const next = evolve(state, change)
    const follows = (table: Partial<Record<string, string[]>>, from: string, to: string | undefined) =>
      claim(from === to || (to !== undefined && !!table[from]?.includes(to)), `${from} may become ${to}`)
    follows(ticketTable, state.status, next.status)
    for (const [index, { status }] of state.tasks.entries()) follows(taskTable, status, next.tasks[index]?.status)
    for (const [index, visit] of state.visits.entries()) follows(visitTable, visit.state, next.visits[index]?.state)
    if (change.kind === 'NODE_DECIDED') decidedRightly(change, state, definition.nodes as ApprovalNode[])
    state = next
  }
  const ends = history.filter(({ kind }) => kind === 'ENDED' || kind === 'CONSUMED')
  const wasApproved = ends.some((change) => change.kind === 'ENDED' && change.status === 'APPROVED')
  claim(ends.length <= (wasApproved ? 2 : 1), 'it ends once')
}

function decidedRightly(
  { outcome, why, visitId }: Extract<TicketChange, { kind: 'NODE_DECIDED' }>,
  state: TicketState,
  nodes: ApprovalNode[],
): void {
  const visit = state.visits.find(({ id }) => id === visitId)
  const node = nodes.find(({ id }) => id === visit?.nodeId)
  if (!visit || !node) throw new Error('What was decided is nowhere.')
  const tasks = state.tasks.filter((task) => task.visitId === visitId)
  const approved = tasks.some(({ status, part }) => status === 'APPROVED' && part !== 'ADVISES')
  claim(outcome !== 'PASSED' || (mustPass(node, visit, tasks) && approved), 'it is passed by a rule and by somebody')
  claim(outcome !== 'FAILED' || why === 'DEADLINE' || mustFail(node, visit, tasks), 'it is failed by a rule')
}
