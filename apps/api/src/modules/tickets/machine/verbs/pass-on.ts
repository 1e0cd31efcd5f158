import { changeTask } from '../course/closing.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { type TaskWish, tasksFor } from '../seats/seat.tasks.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { type Run, record } from '../ticket.run.ts'
import { taskIsOver } from '../ticket.transitions.ts'
import type { Refusal } from '../ticket.verdict.ts'
import { notToBeAsked } from './refusals.ts'
import { closeAdvice, type InHand, withTask } from './task-in-hand.ts'

type Of<K extends TaskCommand['kind']> = Extract<TaskCommand, { kind: K }>

/** Somebody else decides instead: the seat keeps its one vote, and who gave it away has none. */
export const transfer = withTask<Of<'TRANSFER'>>((run, inHand, { toUserId, comment }) => {
  const { task } = inHand
  if (task.part === 'ADVISES') return { reason: 'NOT_IN_THIS_PART' }
  const refused = notToTakeOver(run, inHand, toUserId)
  if (refused) return refused
  changeTask(run, task, 'TRANSFERRED', { comment })
  closeAdvice(run, task)
  ask(run, inHand, { userId: toUserId, part: task.part }, comment)
  return null
})

/** Somebody is asked for advice; the owner still decides, and need not wait for it. */
export const delegate = withTask<Of<'DELEGATE'>>((run, inHand, { toUserId, comment }) => {
  const { task } = inHand
  if (task.part === 'ADVISES') return { reason: 'NOT_IN_THIS_PART' }
  const refused = notToTakeOver(run, inHand, toUserId)
  if (refused) return refused
  if (task.status !== 'DELEGATED') changeTask(run, task, 'DELEGATED')
  ask(run, inHand, { userId: toUserId, part: 'ADVISES' }, comment)
  return null
})

/** Whoever had a part in this very seat, and has none now, may get it (back). */
function notToTakeOver(run: Run, { node, visit, task }: InHand, userId: string): Refusal | null {
  const refused = notToBeAsked(run, node, visit, userId)
  const hadThisSeat = seatsTaken(visit, run.state.tasks).get(userId) === task.seatId
  const hasOrSigned = run.state.tasks.some(
    (other) =>
      other.seatId === task.seatId &&
      other.userId === userId &&
      (!taskIsOver(other.status) || (other.part !== 'ADVISES' && other.status !== 'TRANSFERRED')),
  )
  return refused?.reason === 'PERSON_REFUSED' && run.facts.isActive(userId) && hadThisSeat && !hasOrSigned
    ? null
    : refused
}

function ask(run: Run, { node, visit, task }: InHand, wish: Pick<TaskWish, 'userId' | 'part'>, comment: string): void {
  const present = new Set(seatsTaken(visit, run.state.tasks).keys())
  const wishes: TaskWish[] = [{ ...wish, seatId: task.seatId, causedBy: task.id, status: 'PENDING' }]
  record(run, { kind: 'TASKS_ADDED', tasks: tasksFor(run, node, visit, wishes, present), comment })
}
