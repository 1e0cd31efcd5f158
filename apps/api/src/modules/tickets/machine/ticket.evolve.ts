import type { TicketChange } from './ticket.changes.ts'
import type { Task, TicketState, TicketStatus, Visit } from './ticket.state.ts'
import { taskIsOver } from './ticket.transitions.ts'

/** A ticket before anything happened to it. */
export function initialState(initiatorId: string): TicketState {
  return {
    status: 'DRAFT',
    round: 0,
    initiatorId,
    digest: null,
    tokens: [],
    tokensMade: 0,
    taken: [],
    visits: [],
    tasks: [],
    urgedAt: null,
    end: null,
  }
}

/** What a change makes of a state. Decides nothing and asks for nothing: folding a history gives the state that it led to. */
export function evolve(state: TicketState, change: TicketChange): TicketState {
  switch (change.kind) {
    case 'OPENED':
    case 'SUBMITTED':
    case 'STARTED_OVER':
      return { ...state, status: 'RUNNING', round: state.round + 1, digest: change.digest, tokens: [], taken: [] }
    case 'TOKENS_MOVED':
      return {
        ...state,
        tokens: [...state.tokens.filter(({ id }) => !change.gone.includes(id)), ...change.come],
        tokensMade: state.tokensMade + change.come.length,
        taken: [...state.taken, ...change.taken],
      }
    case 'NODE_ENTERED':
      return {
        ...state,
        visits: [...state.visits, { ...change.visit, state: change.held ? 'HELD' : 'OPEN', endedAt: null }],
        tasks: [...state.tasks, ...change.tasks],
      }
    case 'TASK_CHANGED':
      return withTask(state, change.taskId, (task) => taskAfter(task, change))
    case 'TASKS_ADDED':
      return { ...state, tasks: [...state.tasks, ...change.tasks] }
    case 'PEOPLE_ASSIGNED':
      return seated(state, change, (visit) => ({ ...visit, state: change.held ? 'HELD' : 'OPEN' }))
    case 'ESCALATED':
      return seated(state, change, (visit) => ({
        ...visit,
        state: 'OPEN',
        timers: [...visit.timers, ...change.timers],
      }))
    case 'NODE_HELD':
      return withVisit(state, change.visitId, (visit) => ({ ...visit, state: 'HELD' }))
    case 'NODE_DECIDED':
      return withVisit(state, change.visitId, (visit) => ({ ...visit, state: change.outcome, endedAt: change.at }))
    case 'TIMER_FIRED':
      return withVisit(state, change.visitId, (visit) => ({
        ...visit,
        timers: visit.timers.map((timer) => (timer.kind === change.timer ? { ...timer, fired: true } : timer)),
      }))
    case 'SENT_BACK':
      return change.toNodeId === null ? { ...state, status: 'SENT_BACK', tokens: [] } : undone(state, change.undone)
    case 'ENDED':
      return ended(state, change, change.status, change.reason)
    case 'CONSUMED':
      return ended(state, change, 'CONSUMED', change.by)
    case 'URGED':
      return { ...state, urgedAt: change.at }
    case 'NOTIFIED':
    case 'COMMENTED':
    case 'COPIED':
      return state
  }
}

type Of<K extends TicketChange['kind']> = Extract<TicketChange, { kind: K }>

function taskAfter(task: Task, { at, status, comment, advice, cause }: Of<'TASK_CHANGED'>): Task {
  const turnCame = task.status === 'BLOCKED' && status === 'PENDING'
  return {
    ...task,
    status,
    comment,
    advice,
    closedBecause: cause,
    openedAt: turnCame ? at : task.openedAt,
    decidedAt: taskIsOver(status) ? at : null,
  }
}

/** More people take part in a visit that stands. */
function seated(
  state: TicketState,
  { visitId, seats, tasks }: Of<'ESCALATED' | 'PEOPLE_ASSIGNED'>,
  change: (visit: Visit) => Visit,
) {
  const grown = withVisit(state, visitId, (visit) => change({ ...visit, seats: [...visit.seats, ...seats] }))
  return { ...grown, tasks: [...grown.tasks, ...tasks] }
}

/** What was passed after the node that a ticket was sent back to is void. */
function undone(state: TicketState, { visitIds, linkIds }: Of<'SENT_BACK'>['undone']): TicketState {
  return {
    ...state,
    taken: state.taken.filter((id) => !linkIds.includes(id)),
    visits: state.visits.map((visit) => (visitIds.includes(visit.id) ? { ...visit, state: 'CLOSED' } : visit)),
  }
}

const ended = (
  state: TicketState,
  { at, byUserId }: TicketChange,
  status: TicketStatus,
  reason: string,
): TicketState => ({
  ...state,
  status,
  tokens: [],
  end: { status, at, byUserId, reason },
})

const withVisit = (state: TicketState, id: string, change: (visit: Visit) => Visit): TicketState => ({
  ...state,
  visits: state.visits.map((visit) => (visit.id === id ? change(visit) : visit)),
})

const withTask = (state: TicketState, id: string, change: (task: Task) => Task): TicketState => ({
  ...state,
  tasks: state.tasks.map((task) => (task.id === id ? change(task) : task)),
})
