import { expect } from 'vitest'
import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import { type GoNoGo, goNoGoOf } from '../reads/go-no-go.ts'
import type { DecisionReason, TicketChange } from '../ticket.changes.ts'
import type { Seat, Task } from '../ticket.state.ts'
import { mustFail, mustPass } from './laws.rules.ts'
import type { Scene } from './ticket-world.ts'

/** A poll as somebody would keep it who only hears the history's lines, and knows neither the machine nor its state. */
interface Heard {
  state: GoNoGo['state']
  why: DecisionReason | null
  seats: Seat[]
  tasks: Map<string, Task>
}

function hear(polls: Map<string, Heard>, change: TicketChange): void {
  const seat = (visitId: string, seats: readonly Seat[]) => polls.get(visitId)?.seats.push(...seats)
  const ask = (tasks: readonly Task[]) => {
    for (const task of tasks) polls.get(task.visitId)?.tasks.set(task.id, task)
  }
  const becomes = (visitId: string, state: Heard['state'], why: DecisionReason | null = null) =>
    Object.assign(polls.get(visitId) ?? {}, { state, why })
  if (change.kind === 'NODE_ENTERED') {
    const { id, seats } = change.visit
    polls.set(id, { state: change.held ? 'HELD' : 'OPEN', why: null, seats: [...seats], tasks: new Map() })
    ask(change.tasks)
  } else if (change.kind === 'TASKS_ADDED') ask(change.tasks)
  else if (change.kind === 'PEOPLE_ASSIGNED' || change.kind === 'ESCALATED') {
    seat(change.visitId, change.seats)
    ask(change.tasks)
    becomes(change.visitId, change.kind === 'PEOPLE_ASSIGNED' && change.held ? 'HELD' : 'OPEN')
  } else if (change.kind === 'TASK_CHANGED') {
    const { taskId, status, comment } = change
    for (const { tasks } of polls.values()) {
      const task = tasks.get(taskId)
      if (task) tasks.set(taskId, { ...task, status, comment })
    }
  } else if (change.kind === 'NODE_HELD') becomes(change.visitId, 'HELD')
  else if (change.kind === 'NODE_DECIDED') {
    const outcome = { PASSED: 'GO', FAILED: 'NO_GO', CLOSED: 'VOID' } as const
    becomes(change.visitId, outcome[change.outcome], change.outcome === 'CLOSED' ? null : change.why)
  } else if (change.kind === 'SENT_BACK') for (const id of change.undone.visitIds) becomes(id, 'VOID')
}

function votesHeard({ seats, tasks }: Heard) {
  return seats.map(({ id, userId }) => {
    const words = [...tasks.values()]
      .filter(({ seatId, part, status }) => seatId === id && part !== 'ADVISES' && status !== 'TRANSFERRED')
      .map(({ status }) => status)
    const yes = words.length > 0 && words.every((status) => status === 'APPROVED')
    return { userId, vote: words.includes('REJECTED') ? 'NO_GO' : yes ? 'GO' : null }
  })
}

/** What polls show is what the history says, and their outcome the machine's. */
export function showsItsPolls({ definition, history, state, facts }: Scene): void {
  const polls = new Map<string, Heard>()
  for (const change of history) hear(polls, change)
  for (const visit of state.visits) {
    const shown = goNoGoOf(definition, state, visit)
    const heard = polls.get(visit.id)
    if (!heard) throw new Error(`Nothing was heard of ${visit.id}.`)
    expect({ state: shown.state, why: shown.why }).toEqual({ state: heard.state, why: heard.why })
    expect(shown.ballots.map(({ userId, vote }) => ({ userId, vote }))).toEqual(votesHeard(heard))
    expect(new Set(shown.ballots.map(({ userId }) => userId)).size).toBe(shown.ballots.length)
    for (const { vote, byUserId, at, askedIds } of shown.ballots) {
      expect([vote === null, vote === null]).toEqual([byUserId === null, at === null])
      if (vote !== null && shown.state !== 'OPEN' && shown.state !== 'HELD') expect(askedIds).toEqual([])
      if (byUserId) expect(facts.isSelf(byUserId) && !selfApproves(definition.nodes, visit.nodeId)).toBe(false)
    }
    const node = definition.nodes.find(({ id }) => id === visit.nodeId) as ApprovalNode
    const tasks = state.tasks.filter(({ visitId }) => visitId === visit.id)
    if (shown.state === 'GO') expect(mustPass(node, visit, tasks)).toBe(true)
    if (shown.state === 'NO_GO' && shown.why !== 'DEADLINE') expect(mustFail(node, visit, tasks)).toBe(true)
    if (shown.why === 'RULE_MET') expect(shown.need.given).toBeGreaterThanOrEqual(shown.need.need)
    if (shown.state === 'OPEN') expect(shown.need.given).toBeLessThan(shown.need.need)
  }
}

const selfApproves = (nodes: readonly { id: string }[], nodeId: string) =>
  (nodes.find(({ id }) => id === nodeId) as ApprovalNode).selfApproval
