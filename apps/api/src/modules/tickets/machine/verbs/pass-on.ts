import { changeTask } from '../course/closing.ts'
import { seatsTaken } from '../seats/seat.people.ts'
import { type TaskWish, tasksFor } from '../seats/seat.tasks.ts'
import type { TaskCommand } from '../ticket.commands.ts'
import { type Run, record } from '../ticket.run.ts'
import { taskIsActive, taskIsOver } from '../ticket.transitions.ts'
import type { Refusal } from '../ticket.verdict.ts'
import { notToBeAsked } from './refusals.ts'
import { closeAdvice, type InHand, withTask } from './task-in-hand.ts'

type Of<K extends TaskCommand['kind']> = Extract<TaskCommand, { kind: K }>

/** Somebody else decides instead. */
export const transfer = withTask<Of<'TRANSFER'>>((run, inHand, { toUserId, comment }) => {
  const refused = notToTakeOver(run, inHand, toUserId)
  if (!refused) handOver(run, inHand, toUserId, comment)
  return refused
})

/** Somebody is asked for advice; the owner still decides, and need not wait for it. */
export const delegate = withTask<Of<'DELEGATE'>>((run, inHand, { toUserId, comment }) => {
  const { task } = inHand
  const refused = notToTakeOver(run, inHand, toUserId)
  if (refused) return refused
  if (task.status !== 'DELEGATED') changeTask(run, task, 'DELEGATED')
  ask(run, inHand, { userId: toUserId, part: 'ADVISES', status: 'PENDING' }, comment)
  return null
})

/**
 * The seat keeps its one vote, and who gave it away has none.
 *
 * @param named who else is about to get a part: they stand in for nobody
 */
export function handOver(run: Run, inHand: InHand, userId: string, comment: string, named: string[] = []): void {
  const { task } = inHand
  changeTask(run, task, 'TRANSFERRED', { comment })
  closeAdvice(run, task)
  const status = taskIsActive(task.status) ? 'PENDING' : task.status
  ask(run, inHand, { userId, part: task.part, status }, comment, named)
}

/** Whoever had a part in this very seat, and has none now, may get it (back). */
function notToTakeOver(run: Run, { node, visit, task }: InHand, userId: string): Refusal | null {
  if (task.part === 'ADVISES') return { reason: 'NOT_IN_THIS_PART' }
  const refused = notToBeAsked(run, node, visit, userId)
  return refused?.reason === 'PERSON_REFUSED' && mayReturn(run, { node, visit, task }, userId) ? null : refused
}

function mayReturn({ state, facts }: Run, { visit, task }: InHand, userId: string): boolean {
  const hadThisSeat = seatsTaken(visit, state.tasks).get(userId) === task.seatId
  const hasPart = state.tasks.some(
    (other) =>
      other.seatId === task.seatId &&
      other.userId === userId &&
      (!taskIsOver(other.status) || (other.part !== 'ADVISES' && other.status !== 'TRANSFERRED')),
  )
  return facts.isActive(userId) && hadThisSeat && !hasPart
}

type Wish = Pick<TaskWish, 'userId' | 'part' | 'status'>

function ask(run: Run, { node, visit, task }: InHand, wish: Wish, comment: string, named: string[] = []): void {
  const present = new Set([...seatsTaken(visit, run.state.tasks).keys(), ...named])
  const wishes: TaskWish[] = [{ ...wish, seatId: task.seatId, causedBy: task.id }]
  record(run, { kind: 'TASKS_ADDED', tasks: tasksFor(run, node, visit, wishes, present), comment })
}
