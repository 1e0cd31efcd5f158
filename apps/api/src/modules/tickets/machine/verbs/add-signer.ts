import { changeTask } from '../course/closing.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { type TaskWish, tasksFor } from '../seats/seat.tasks.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { record } from '../ticket.run.ts'
import { notToBeAsked } from './refusals.ts'
import { closeAdvice, withTask } from './task-in-hand.ts'

const parts = { BEFORE: 'SIGNS_BEFORE', TOGETHER: 'SIGNS_TOGETHER', AFTER: 'SIGNS_AFTER' } as const

/** More people sign for the same seat: its vote is an approval only when all of them have approved. */
export const addSigner = withTask<Extract<TaskCommand, { kind: 'ADD_SIGNER' }>>((run, inHand, command) => {
  const { task, visit, node } = inHand
  const { when, userIds, comment } = command
  if (task.part !== 'DECIDES') return { reason: 'NOT_IN_THIS_PART' }
  if (userIds.length === 0) return { reason: 'PERSON_REFUSED' }
  const present = new Set(seatsTaken(visit, run.state.tasks).keys())
  for (const [index, userId] of userIds.entries()) {
    if (userIds.indexOf(userId) < index) return { reason: 'PERSON_REFUSED', userId }
    const refused = notToBeAsked(run, node, visit, userId)
    if (refused) return refused
    present.add(userId)
  }
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
