import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import { nodeOfKind } from '../../../flows/graph/flow.graph.ts'
import { closeTask } from '../course/closing.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import type { Run, Verb } from '../ticket.run.ts'
import type { Task, Visit } from '../ticket.state.ts'
import { taskIsActive, taskIsOver } from '../ticket.transitions.ts'
import type { Refusal } from '../ticket.verdict.ts'
import { alreadyDecided } from './refusals.ts'

/** What somebody may act on now, and where. */
export interface InHand {
  task: Task
  visit: Visit
  node: ApprovalNode
}

/** A verb of whoever has the task: refused to all others, for another round, too late, and before its turn. */
export const withTask =
  <C extends TaskCommand>(verb: (run: Run, inHand: InHand, command: C) => Refusal | null): Verb<C> =>
  (run, command) => {
    const inHand = take(run, command)
    return 'reason' in inHand ? inHand : verb(run, inHand, command)
  }

function take({ state, facts }: Run, { taskId, userId, round }: TaskCommand): InHand | Refusal {
  const task = state.tasks.find(({ id }) => id === taskId)
  const visit = state.visits.find(({ id }) => id === task?.visitId)
  if (!task || !visit || task.userId !== userId) return { reason: 'NOT_YOURS' }
  if (round !== state.round || task.round !== state.round) return { reason: 'OTHER_ROUND' }
  if (taskIsOver(task.status)) return alreadyDecided(task)
  if (!taskIsActive(task.status)) return { reason: 'NOT_YET' }
  return { task, visit, node: nodeOfKind(facts.definition, task.nodeId, 'APPROVAL') }
}

/** Whoever asked for advice did not wait for it. */
export function closeAdvice(run: Run, { id }: Task): void {
  for (const task of run.state.tasks) {
    if (task.part === 'ADVISES' && task.causedBy === id && !taskIsOver(task.status))
      closeTask(run, task, 'OWNER_DECIDED')
  }
}
