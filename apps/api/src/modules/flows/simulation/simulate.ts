import { needOf } from '../../tickets/machine/reads/need.ts'
import type { TicketCommand } from '../../tickets/machine/ticket.commands.ts'
import { evolve, initialState } from '../../tickets/machine/ticket.evolve.ts'
import { judge } from '../../tickets/machine/ticket.judge.ts'
import type { TicketState, TicketStatus } from '../../tickets/machine/ticket.state.ts'
import { taskIsActive } from '../../tickets/machine/ticket.transitions.ts'
import type { TicketFacts } from '../../tickets/machine/ticket.verdict.ts'
import { type FlowFinding, stopsTheWay } from '../checks/flow.finding.ts'
import { findingsOf } from '../checks/flow.findings.ts'
import type { FlowDefinition } from '../flow.definition.ts'
import type { FormValues } from '../form.definition.ts'
import { nodeOfKind } from '../graph/flow.graph.ts'
import { type SimulatedStep, stepFrom } from './simulated.step.ts'

/** What would become of a ticket if everybody who is asked approved. */
export interface Simulation {
  /** The drawing's errors that leave open where it goes on; nothing was simulated then. */
  errors: FlowFinding[]
  /** In the order in which it would come to them; what an approval lacks stands with it, and it goes on all the same. */
  steps: SimulatedStep[]
  takenLinkIds: string[]
  /** RUNNING: it would wait for ever. Null: nothing was simulated. */
  outcome: TicketStatus | null
}

/** Lets the machine itself judge a ticket that nobody opened. */
export function simulate(
  definition: FlowDefinition,
  values: FormValues,
  facts: Omit<TicketFacts, 'definition' | 'values'> & { initiatorId: string },
): Simulation {
  const errors = findingsOf(definition).filter(stopsTheWay)
  if (errors.length > 0) return { errors, steps: [], takenLinkIds: [], outcome: null }
  const whole: TicketFacts = {
    ...facts,
    definition,
    values,
    isActive: (userId) => isSomebody(userId) || facts.isActive(userId),
  }
  const steps: SimulatedStep[] = []

  function give(state: TicketState, command: TicketCommand): TicketState {
    const verdict = judge(state, command, whole)
    if ('refused' in verdict) throw new Error(`${command.kind} was refused: ${verdict.refused.reason}.`)
    for (const change of verdict.changes) steps.push(...stepFrom(change, whole))
    return verdict.changes.reduce(evolve, state)
  }

  let state = give(initialState(facts.initiatorId), { kind: 'OPEN', userId: facts.initiatorId })
  for (let next = nextCommand(state, definition); next; next = nextCommand(state, definition)) state = give(state, next)
  // A join is come to once from each way, and passed with the last.
  const last = steps.filter(({ nodeId }, index) => steps.findLastIndex((other) => other.nodeId === nodeId) === index)
  return { errors, steps: last, takenLinkIds: state.taken, outcome: state.status }
}

/** The next who is asked approves; where too few could be asked, it goes on as if somebody had been named. */
function nextCommand({ status, tasks, visits, round }: TicketState, definition: FlowDefinition): TicketCommand | null {
  if (status !== 'RUNNING') return null
  const task = tasks.find((one) => taskIsActive(one.status))
  if (task) return { kind: 'APPROVE', userId: task.userId, taskId: task.id, round, comment: '' }
  const held = visits.find((visit) => visit.state === 'HELD' && !visit.seats.some(({ userId }) => isSomebody(userId)))
  if (!held) return null
  const { need, possible } = needOf(nodeOfKind(definition, held.nodeId, 'APPROVAL'), held, tasks)
  const userIds = Array.from({ length: Math.min(need - possible, mostSomebodies) }, (_, index) => `${somebody}${index}`)
  return { kind: 'ASSIGN', userId: '', visitId: held.id, userIds }
}

/** No id of a person begins like this. */
const somebody = 'somebody/'
const isSomebody = (userId: string) => userId.startsWith(somebody)
const mostSomebodies = 100
