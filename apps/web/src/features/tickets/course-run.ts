import type { CourseStep } from '../../shared/diagram/course.ts'
import type { Task, Ticket, Visit } from './operations.ts'
import { taskState } from './ticket-state.ts'

type Standing = Pick<Ticket, 'steps' | 'visits' | 'tasks' | 'takenLinkIds'>

/** One line per person: what they decided last counts, and an open task before a closed one. */
function peopleOf(tasks: readonly Task[]): CourseStep['people'] {
  const last = new Map<string, Task>()
  for (const task of tasks) {
    const known = last.get(task.user.id)
    if (!known || task.status !== 'CLOSED' || known.status === 'CLOSED') last.set(task.user.id, task)
  }
  return [...last.values()].map(({ user, status }) => ({ ...user, status: taskState[status] }))
}

/** The visit that a node shows: its last one. */
export function visitsByNode({ steps, visits }: Pick<Ticket, 'steps' | 'visits'>): Map<string, Visit> {
  const byId = new Map(visits.map((visit) => [visit.id, visit]))
  return new Map(
    steps.flatMap(({ nodeId, visit }) => {
      const found = visit && byId.get(visit.id)
      return found ? [[nodeId, found] as const] : []
    }),
  )
}

/** Where the run stands, as the diagram draws it. */
export function runOf(ticket: Standing) {
  const visits = visitsByNode(ticket)
  const steps = new Map(
    ticket.steps.map(({ nodeId, state }): [string, CourseStep] => {
      const visit = visits.get(nodeId)
      return [
        nodeId,
        { state, people: visit ? peopleOf(ticket.tasks.filter(({ visitId }) => visitId === visit.id)) : [] },
      ]
    }),
  )
  return { steps, taken: new Set(ticket.takenLinkIds) }
}

/** The nodes in the order in which a run comes by; what stands side by side, from top to bottom. */
export function inOrder<Node extends { id: string; kind: string; y: number }>(
  nodes: readonly Node[],
  links: readonly { from: string; to: string }[],
): Node[] {
  const depth = new Map<string, number>()
  let front = nodes.filter(({ kind }) => kind === 'START').map(({ id }) => id)
  for (let level = 0; front.length > 0 && level <= nodes.length; level++) {
    for (const id of front) depth.set(id, level)
    front = [...new Set(links.filter(({ from }) => front.includes(from)).map(({ to }) => to))]
  }
  return nodes.toSorted((one, other) => (depth.get(one.id) ?? 0) - (depth.get(other.id) ?? 0) || one.y - other.y)
}
