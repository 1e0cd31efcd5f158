import type { FlowDefinition } from '../flows/flow.definition.ts'
import type { TicketChange } from './machine/ticket.changes.ts'
import type { TicketState } from './machine/ticket.state.ts'

interface Names {
  definition: FlowDefinition
  nameOf(userId: string): string
}

const because = (reason: string) => (reason.trim() ? `: ${reason.trim()}` : '')

/** The node at which a change happened. */
export function nodeOf(change: TicketChange, state: TicketState): string | null {
  const visitNode = (id: string) => state.visits.find((visit) => visit.id === id)?.nodeId ?? null
  switch (change.kind) {
    case 'NODE_ENTERED':
      return change.visit.nodeId
    case 'NOTIFIED':
      return change.nodeId
    case 'TASK_CHANGED':
      return state.tasks.find(({ id }) => id === change.taskId)?.nodeId ?? null
    case 'TASKS_ADDED':
      return change.tasks[0]?.nodeId ?? null
    case 'SENT_BACK':
      return change.toNodeId
    default:
      return 'visitId' in change ? visitNode(change.visitId) : null
  }
}

/** What happened, in a sentence. `state` is the one after the change. */
export function sentenceOf(change: TicketChange, state: TicketState, { definition, nameOf }: Names): string {
  const by = change.byUserId === null ? 'Sendoff' : nameOf(change.byUserId)
  const nodeId = nodeOf(change, state)
  const node = `"${definition.nodes.find(({ id }) => id === nodeId)?.title ?? nodeId ?? 'the ticket'}"`
  const people = (ids: string[]) => ids.map(nameOf).join(', ') || 'nobody'
  switch (change.kind) {
    case 'OPENED':
      return `${by} opened the ticket`
    case 'SUBMITTED':
      return `${by} submitted it again`
    case 'TOKENS_MOVED':
      return 'It went on'
    case 'NODE_ENTERED':
      return change.held
        ? `${node} waits: nobody is left who may decide`
        : `${node} asks ${people(change.tasks.map(({ userId }) => userId))}`
    case 'NOTIFIED':
      return `${people(change.userIds)} were told at ${node}${because(change.message)}`
    case 'TASK_CHANGED':
      return taskSentence(change, state, { by, node, nameOf })
    case 'TASKS_ADDED':
      return `${by} asked ${people(change.tasks.map(({ userId }) => userId))} at ${node}`
    case 'PEOPLE_ASSIGNED':
      return `${by} named ${people(change.seats.map(({ userId }) => userId))} for ${node}`
    case 'NODE_HELD':
      return `${node} waits: nobody is left who may decide`
    case 'NODE_DECIDED':
      return `${node} was ${change.outcome.toLowerCase()} (${change.why.toLowerCase().replaceAll('_', ' ')})`
    case 'TIMER_FIRED':
      return `${node}: ${change.timer.startsWith('REMIND') ? `${people(change.userIds)} were reminded` : 'its time is over'}`
    case 'ESCALATED':
      return `${node} asks ${people(change.seats.map(({ userId }) => userId))} too: its time is over`
    case 'SENT_BACK':
      return `${by} sent it back to ${change.toNodeId === null ? nameOf(state.initiatorId) : node}${because(change.reason)}`
    case 'STARTED_OVER':
      return 'What is to be approved has changed: all decisions are void'
    case 'ENDED':
      return `It is ${change.status.toLowerCase()}${change.byUserId === null ? '' : ` by ${by}`}${because(change.reason)}`
    case 'CONSUMED':
      return `What was approved began: ${change.by}`
    case 'COMMENTED':
      return `${by} commented${filesSaid(change.attachmentIds.length)}${because(change.text)}`
    case 'URGED':
      return `${by} urged ${people(change.userIds)}`
    case 'COPIED':
      return `${by} showed it to ${people(change.userIds)}`
  }
}

function taskSentence(
  { taskId, status, advice, comment, byUserId }: Extract<TicketChange, { kind: 'TASK_CHANGED' }>,
  state: TicketState,
  { by, node, nameOf }: { by: string; node: string; nameOf(userId: string): string },
): string {
  const whose = state.tasks.find(({ id }) => id === taskId)?.userId
  const task = whose === undefined || whose === byUserId ? 'it' : `${nameOf(whose)}'s task`
  if (advice) return `${by} advised to ${advice.toLowerCase()} at ${node}${because(comment)}`
  switch (status) {
    case 'APPROVED':
      return `${by} approved ${node}${because(comment)}`
    case 'REJECTED':
      return `${by} rejected ${node}${because(comment)}`
    case 'TRANSFERRED':
      return `${by} handed ${task} over at ${node}${because(comment)}`
    case 'PENDING':
      return `${node} asks ${whose === undefined ? 'somebody' : nameOf(whose)}`
    default:
      return `At ${node} ${whose === undefined ? 'a task' : `${nameOf(whose)}'s task`} is ${status.toLowerCase().replaceAll('_', ' ')}${because(comment)}`
  }
}

const filesSaid = (count: number) => (count === 0 ? '' : ` with ${count} ${count === 1 ? 'file' : 'files'}`)
