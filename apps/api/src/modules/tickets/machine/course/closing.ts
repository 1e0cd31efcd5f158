import { tasksOfVisit } from '../seats/seat.vote.ts'
import type { DecisionReason } from '../ticket.changes.ts'
import { type Run, record } from '../ticket.run.ts'
import type { CloseCause, Task, TaskStatus, Visit } from '../ticket.state.ts'
import { taskIsOver, visitStands } from '../ticket.transitions.ts'

/** Gives a task another status and keeps what was said with it. */
export function changeTask(
  run: Run,
  task: Task,
  status: TaskStatus,
  more: Partial<Pick<Task, 'comment' | 'advice'>> = {},
) {
  const { comment = task.comment, advice = task.advice } = more
  record(run, { kind: 'TASK_CHANGED', taskId: task.id, status, comment, advice, cause: null })
}

/** Ends a task that nobody decided. */
export function closeTask(run: Run, task: Task, kind: CloseCause['kind'], status: TaskStatus = 'CLOSED'): void {
  const { id: taskId, comment, advice } = task
  const cause = { kind, byUserId: run.by }
  record(run, { kind: 'TASK_CHANGED', taskId, status, comment, advice, cause })
}

/** Ends a visit, and every task of it that is left over with the cause. */
export function decideVisit(
  run: Run,
  visit: Visit,
  outcome: 'PASSED' | 'FAILED' | 'CLOSED',
  why: DecisionReason,
  cause: CloseCause['kind'],
): void {
  record(run, { kind: 'NODE_DECIDED', visitId: visit.id, outcome, why })
  for (const task of tasksOfVisit(run.state, visit.id)) if (!taskIsOver(task.status)) closeTask(run, task, cause)
}

/** Closes every visit where somebody still had to decide. */
export function closeVisits(
  run: Run,
  why: DecisionReason,
  cause: CloseCause['kind'],
  which = (_: Visit) => true,
): void {
  for (const visit of run.state.visits)
    if (visitStands(visit) && which(visit)) decideVisit(run, visit, 'CLOSED', why, cause)
}
