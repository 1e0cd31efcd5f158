import type { LogTransaction } from '../../streams/event-log.ts'
import { type ToldTicket, tellTicket } from '../notifications/ticket-news.ts'
import type { TicketChange } from './machine/ticket.changes.ts'
import type { Written } from './ticket-writing.ts'

type News = Pick<ToldTicket, 'event' | 'userIds'> & { nodeId?: string; message?: string }

/** Whom a change is news for outside: those who are asked, reminded or told by name, and whoever waits for the answer. */
function newsIn(change: TicketChange, { ticket, after }: Written): News | null {
  const { initiatorId, flowVersion } = ticket
  const nodeOf = (visitId: string) => after.visits.find(({ id }) => id === visitId)?.nodeId ?? ''
  const owner = [flowVersion.flow.ownerId]
  switch (change.kind) {
    case 'NODE_ENTERED': {
      if (change.held) return { event: 'ticket.held', userIds: owner, nodeId: change.visit.nodeId }
      const userIds = change.tasks.filter(({ status }) => status === 'PENDING').map(({ userId }) => userId)
      return { event: 'ticket.waiting', userIds, nodeId: change.visit.nodeId }
    }
    case 'TASKS_ADDED':
    case 'PEOPLE_ASSIGNED':
    case 'ESCALATED': {
      const pending = change.tasks.filter(({ status }) => status === 'PENDING')
      if (pending.length === 0) return null
      return { event: 'ticket.waiting', userIds: pending.map(({ userId }) => userId), nodeId: pending[0]?.nodeId ?? '' }
    }
    case 'TASK_CHANGED': {
      const task = after.tasks.find(({ id }) => id === change.taskId)
      if (change.status !== 'PENDING' || !task) return null
      return { event: 'ticket.waiting', userIds: [task.userId], nodeId: task.nodeId }
    }
    case 'NODE_HELD':
      return { event: 'ticket.held', userIds: owner, nodeId: nodeOf(change.visitId) }
    case 'TIMER_FIRED':
      if (!change.timer.startsWith('REMIND')) return null
      return { event: 'ticket.reminded', userIds: change.userIds, nodeId: nodeOf(change.visitId) }
    case 'URGED':
      return { event: 'ticket.reminded', userIds: change.userIds }
    case 'NOTIFIED':
      return { event: 'ticket.notice', userIds: change.userIds, nodeId: change.nodeId, message: change.message }
    case 'COPIED':
      return { event: 'ticket.notice', userIds: change.userIds }
    case 'SENT_BACK':
      return change.toNodeId === null
        ? { event: 'ticket.decided', userIds: [initiatorId], message: change.reason }
        : null
    case 'ENDED':
      return { event: 'ticket.decided', userIds: [initiatorId], message: change.reason }
    default:
      return null
  }
}

/** Tells hooks what happened, in the order in which it did. */
export async function tellOutside(tx: LogTransaction, written: Written): Promise<void> {
  const { ticket, changes, seq, facts } = written
  const { initiatorId } = ticket
  const initiator = { username: facts.usernameOf(initiatorId), name: facts.nameOf(initiatorId) }
  for (const [index, change] of changes.entries()) {
    const news = newsIn(change, written)
    if (!news) continue
    const { event, userIds, nodeId, message } = news
    const node = facts.definition.nodes.find(({ id }) => id === nodeId)
    await tellTicket(tx, {
      ...{ event, userIds, at: change.at, by: initiator },
      key: `ticket:${ticket.id}:${seq - changes.length + index + 1}`,
      ticket: {
        ...{ id: ticket.id, number: ticket.number, title: ticket.title, flow: ticket.flowVersion.flow.title },
        ...{ status: ticket.status, round: ticket.round, node: node?.title ?? null, message: message || null },
      },
    })
  }
}
