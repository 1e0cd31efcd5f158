import { reachableFrom } from '../../../flows/graph/flow.graph.ts'
import { changeTask, closeVisits } from '../course/closing.ts'
import { move } from '../course/moving.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { type Run, record } from '../ticket.run.ts'
import type { TicketState, Visit } from '../ticket.state.ts'
import { isBlank } from './refusals.ts'
import { withTask } from './task-in-hand.ts'

/** Back to whoever opened it, which ends the round, or to an approval that was passed on the way here. */
export const sendBack = withTask<Extract<TaskCommand, { kind: 'SEND_BACK' }>>((run, { task, visit }, command) => {
  const { toNodeId, comment } = command
  if (task.part === 'ADVISES') return { reason: 'NOT_IN_THIS_PART' }
  if (isBlank(comment)) return { reason: 'REASON_NEEDED' }
  const target = passedOnTheWay(run.state, visit).find(({ nodeId }) => nodeId === toNodeId)
  if (toNodeId !== null && !target) return { reason: 'NODE_REFUSED' }
  changeTask(run, task, 'SENT_BACK', { comment })
  if (target) returnTo(run, target, comment)
  else returnToInitiator(run, comment)
  return null
})

/** The approvals that were passed on the way to a visit: to these it may be sent back. Those in other ways of a fork are not on it. */
export function passedOnTheWay(state: TicketState, visit: Visit): Visit[] {
  return state.visits.filter(
    (other) => other.round === visit.round && other.state === 'PASSED' && isWithin(visit.path, other.path),
  )
}

function returnToInitiator(run: Run, reason: string): void {
  closeVisits(run, 'SENT_BACK', 'SENT_BACK')
  record(run, { kind: 'SENT_BACK', toNodeId: null, reason, undone: { visitIds: [], linkIds: [] } })
}

/** What came of the visit goes back with it, also what went on in forks after it; other ways of a fork around it go on. */
function returnTo(run: Run, target: Visit, reason: string): void {
  const { definition } = run.facts
  const { visits, tokens, taken } = run.state
  const since = visits.slice(visits.indexOf(target)).filter(({ path }) => isWithin(path, target.path))
  closeVisits(run, 'SENT_BACK', 'SENT_BACK', ({ id }) => since.some((visit) => visit.id === id))
  const after = reachableFrom(definition, target.nodeId)
  const linkIds = definition.links.filter(({ id, from }) => taken.includes(id) && after.has(from)).map(({ id }) => id)
  const visitIds = since.filter(({ state }) => state === 'PASSED').map(({ id }) => id)
  record(run, { kind: 'SENT_BACK', toNodeId: target.nodeId, reason, undone: { visitIds, linkIds } })
  const gone = tokens.filter(({ path }) => isWithin(path, target.path)).map(({ id }) => id)
  move(run, gone, [{ nodeId: target.nodeId, path: target.path }], [])
}

/** Whether a place lies in the same ways of the same forks as another, or deeper in them. */
const isWithin = (path: readonly string[], around: readonly string[]): boolean =>
  around.every((way, index) => path[index] === way)
