import type { TaskCommand, TicketCommand } from '../ticket.commands.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'
import type { Dice } from './dice.ts'
import { crowd } from './random-flow.ts'
import type { Scene } from './ticket-world.ts'

/** Something that somebody might ask of a ticket now: mostly what they may, often what they may not. */
export function randomCommand(dice: Dice, scene: Scene): TicketCommand {
  const { state } = scene
  const userId = dice.pick(crowd)
  const reason = dice.once(6) ? ' ' : 'because'
  if (dice.once(12)) scene.world = { ...scene.world, inactive: dice.some(crowd).slice(0, 3) }
  if (state.status === 'DRAFT' && !dice.once(6)) return { kind: 'OPEN', userId: 'ini' }
  if (state.status === 'SENT_BACK' && !dice.once(4)) return { kind: 'SUBMIT', userId: 'ini' }
  switch (dice.throw(20)) {
    case 10:
    case 11:
      return {
        kind: 'ASSIGN',
        userId,
        visitId: aVisit(dice, scene, dice.pick(['HELD', 'HELD', 'OPEN'])),
        userIds: dice.some(crowd),
      }
    case 12:
    case 13: {
      scene.pass(dice.throw(90))
      const visitId = aVisit(dice, scene, 'OPEN')
      const due = state.visits.find(({ id }) => id === visitId)?.timers.filter(({ fired }) => !fired) ?? []
      const timer = due.length > 0 && !dice.once(5) ? dice.pick(due).kind : dice.pick(['ESCALATE', 'EXPIRE'] as const)
      return { kind: 'TIMER', visitId, timer }
    }
    case 14:
      return dice.once(3)
        ? { kind: 'START_OVER', digest: `d${dice.throw(5)}`, changes: [] }
        : { kind: 'SUBMIT', userId: dice.pick(['ini', userId]) }
    case 15:
      return dice.pick<TicketCommand>([
        { kind: 'URGE', userId: 'ini' },
        { kind: 'COPY', userId, userIds: dice.some(crowd) },
        { kind: 'COMMENT', userId, text: reason, attachmentIds: [] },
        { kind: 'OPEN', userId },
      ])
    case 16:
      return dice.pick<TicketCommand>([
        { kind: 'CONSUME', userId, by: 'release:1' },
        { kind: 'REVOKE', userId: 'ini', reason },
        { kind: 'LAPSE' },
        { kind: 'DELETE', userId: 'ini' },
      ])
    case 17:
      if (dice.once(4)) return { kind: 'WITHDRAW', userId: dice.pick(['ini', userId]), reason }
      if (dice.once(4)) return { kind: 'CANCEL', userId, reason }
      return ofTask(dice, scene, userId, reason)
    default:
      return ofTask(dice, scene, userId, reason)
  }
}

function aVisit(dice: Dice, { state }: Scene, wanted: 'HELD' | 'OPEN'): string {
  const fitting = state.visits.filter((visit) => (wanted === 'HELD' ? visit.state === 'HELD' : visitStands(visit)))
  const visits = fitting.length > 0 && !dice.once(5) ? fitting : state.visits
  return visits.length > 0 ? dice.pick(visits).id : 'v1'
}

function ofTask(dice: Dice, { state }: Scene, somebody: string, comment: string): TaskCommand {
  const active = state.tasks.filter(({ status }) => taskIsActive(status))
  const tasks = active.length > 0 && !dice.once(7) ? active : state.tasks
  const task = tasks.length > 0 ? dice.pick(tasks) : undefined
  const given = {
    userId: task && !dice.once(8) ? task.userId : somebody,
    taskId: task?.id ?? 'k1',
    round: dice.once(10) ? state.round - 1 : state.round,
    comment,
  }
  switch (dice.throw(15)) {
    case 8:
    case 9:
      return { ...given, kind: 'REJECT' }
    case 10:
      return { ...given, kind: 'TRANSFER', toUserId: somebody }
    case 11:
      return { ...given, kind: 'DELEGATE', toUserId: somebody }
    case 12:
    case 14: {
      const seated = state.tasks.filter(({ visitId }) => visitId === task?.visitId).map(({ userId }) => userId)
      const free = crowd.filter((one) => !seated.includes(one))
      const userIds = dice.once(5) ? dice.some(crowd) : [dice.pick(free.length > 0 ? free : crowd)]
      return { ...given, kind: 'ADD_SIGNER', when: dice.pick(['BEFORE', 'TOGETHER', 'AFTER']), userIds }
    }
    case 13: {
      const nodes = state.visits.map(({ nodeId }) => nodeId)
      return { ...given, kind: 'SEND_BACK', toNodeId: dice.once(3) ? null : dice.pick([...nodes, 'start']) }
    }
    default:
      return { ...given, kind: 'APPROVE' }
  }
}
