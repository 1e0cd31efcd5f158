import { changeTask } from '../course/closing.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { follow, type Run } from '../ticket.run.ts'
import type { Task } from '../ticket.state.ts'
import { taskIsOver } from '../ticket.transitions.ts'
import { isBlank } from './refusals.ts'
import { closeAdvice, withTask } from './task-in-hand.ts'

type Of<K extends TaskCommand['kind']> = Extract<TaskCommand, { kind: K }>

export const approve = withTask<Of<'APPROVE'>>((run, { task, node }, { comment, userId }) => {
  if (task.part === 'ADVISES') return advise(run, task, 'APPROVE', comment)
  if (!node.selfApproval && run.facts.isSelf(userId)) return { reason: 'SELF_APPROVAL', userId }
  changeTask(run, task, 'APPROVED', { comment })
  closeAdvice(run, task)
  return null
})

export const reject = withTask<Of<'REJECT'>>((run, { task }, { comment }) => {
  if (isBlank(comment)) return { reason: 'REASON_NEEDED' }
  if (task.part === 'ADVISES') return advise(run, task, 'REJECT', comment)
  changeTask(run, task, 'REJECTED', { comment })
  closeAdvice(run, task)
  return null
})

/** Decides nothing: whoever asked goes on by themselves, at the latest when all advice is there. */
function advise(run: Run, task: Task, advice: 'APPROVE' | 'REJECT', comment: string): null {
  changeTask(run, task, advice === 'APPROVE' ? 'APPROVED' : 'REJECTED', { advice, comment })
  const asker = run.state.tasks.find(({ id }) => id === task.causedBy)
  const awaited = run.state.tasks.some((other) => isAdviceTo(other, asker) && !taskIsOver(other.status))
  if (asker?.status === 'DELEGATED' && !awaited) {
    const { id: taskId, comment, advice } = asker
    follow(run, { kind: 'TASK_CHANGED', taskId, status: 'PENDING', comment, advice, cause: null })
  }
  return null
}

const isAdviceTo = ({ part, causedBy }: Task, asker: Task | undefined) => part === 'ADVISES' && causedBy === asker?.id
