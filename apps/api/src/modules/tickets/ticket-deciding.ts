import { CallerError, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TaskCommand } from './machine/ticket.commands.ts'
import type { TicketCalls } from './ticket-calls.ts'
import { innerOf, stateOf, type TicketRow } from './ticket-rows.ts'
import { type DecideInput, type DecisionMade, decideInput } from './tickets.input.ts'
import { guardTickets } from './tickets.policy.ts'

type What = { [K in TaskCommand['kind']]: Omit<Extract<TaskCommand, { kind: K }>, keyof Task> }[TaskCommand['kind']]
type Task = Pick<TaskCommand, 'userId' | 'taskId' | 'round' | 'comment'>

/** What was decided, as the machine is asked. */
function whatOf({ decision, userIds, toNodeId }: DecisionMade): What {
  const [toUserId = ''] = userIds
  switch (decision) {
    case 'APPROVE':
    case 'REJECT':
      return { kind: decision }
    case 'TRANSFER':
    case 'DELEGATE':
      return { kind: decision, toUserId }
    case 'ADD_BEFORE':
      return { kind: 'ADD_SIGNER', when: 'BEFORE', userIds }
    case 'ADD_TOGETHER':
      return { kind: 'ADD_SIGNER', when: 'TOGETHER', userIds }
    case 'ADD_AFTER':
      return { kind: 'ADD_SIGNER', when: 'AFTER', userIds }
    case 'SEND_BACK':
      return { kind: 'SEND_BACK', toNodeId: toNodeId ?? null }
  }
}

/**
 * The task that is decided. Whose it is, at which node and of which round the ticket's state says; what the caller says of the round
 * is only compared.
 * @throws CallerError NOT_FOUND, FORBIDDEN
 */
function taskOf(viewer: Viewer, ticket: TicketRow, taskId: string) {
  const task = stateOf(ticket).tasks.find(({ id }) => id === taskId)
  if (!task) throw notFound('task')
  if (task.userId !== viewer.userId) {
    throw new CallerError('FORBIDDEN', 'This is the task of somebody else. Decide your own: see Ticket.myTasks.')
  }
  return task
}

/** Everything that whoever has a task may do with it. */
export const createTicketDeciding = (calls: TicketCalls) => ({
  /**
   * A decision sent twice under one clientId is one decision.
   * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT with who was faster, when, and how the task stands
   */
  async decide(viewer: Viewer, input: DecideInput): Promise<{ ticketId: string }> {
    guardTickets(viewer, 'decide')
    const made = parseInput(decideInput, input, 'input')
    const { clientId, ...asked } = made
    const place = innerOf(made.taskId)
    if (!place) throw notFound('task')
    const { ticketId, innerId: taskId } = place
    await calls.call(viewer, {
      ...{ ticketId, clientId, asked: { verb: 'decide', ...asked } },
      command(_tx, ticket) {
        const { round } = taskOf(viewer, ticket, taskId)
        const { userId } = viewer
        return { userId, taskId, round: made.round ?? round, comment: made.comment, ...whatOf(made) } as TaskCommand
      },
    })
    return { ticketId }
  },
})
