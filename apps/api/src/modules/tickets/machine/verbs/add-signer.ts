import { changeTask } from '../course/closing.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { type TaskWish, tasksFor } from '../seats/seat.tasks.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { record } from '../ticket.run.ts'
import { notAllToBeAsked } from './refusals.ts'
import { closeAdvice, withTask } from './task-in-hand.ts'

const parts = { BEFORE: 'SIGNS_BEFORE', TOGETHER: 'SIGNS_TOGETHER', AFTER: 'SIGNS_AFTER' } as const

/** More people sign for the same seat: its vote is an approval only when all of them have approved. */
export const addSigner = withTask<Extract<TaskCommand, { kind: 'ADD_SIGNER' }>>((run, inHand, command) => {
  const { task, visit, node } = inHand
  const { when, userIds, comment } = command
  if (task.part !== 'DECIDES') return { reason: 'NOT_IN_THIS_PART' }
  const refused = notAllToBeAsked(run, node, visit, userIds)
  if (refused) return refused
  const present = new Set([...seatsTaken(visit, run.state.tasks).keys(), ...userIds])
  if (when === 'BEFORE') {
    changeTask(run, task, 'WAITS_FOR_ADDED')
    closeAdvice(run, task)
  }
  const status = when === 'AFTER' ? 'BLOCKED' : 'PENDING'
  const wishes = userIds.map(
    (userId): TaskWish => ({ seatId: task.seatId, userId, part: parts[when], status, causedBy: task.id }),
  )
  record(run, { kind: 'TASKS_ADDED', tasks: tasksFor(run, node, visit, wishes, present), comment })
  return null
})
