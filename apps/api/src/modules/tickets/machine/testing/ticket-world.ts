import type { FlowDefinition, PeopleSource } from '../../../flows/flow.definition.ts'
import type { FormValues } from '../../../flows/form.definition.ts'
import type { TicketChange } from '../ticket.changes.ts'
import type { TaskCommand, TicketCommand } from '../ticket.commands.ts'
import { evolve, initialState } from '../ticket.evolve.ts'
import { judge } from '../ticket.judge.ts'
import type { Task, TicketState, Visit } from '../ticket.state.ts'
import { taskIsActive, visitStands } from '../ticket.transitions.ts'
import type { Refusal, TicketFacts } from '../ticket.verdict.ts'

export interface World {
  values?: FormValues
  /** Who acts for whom. */
  standIns?: Record<string, string>
  inactive?: string[]
  /** Besides the initiator. */
  self?: string[]
  /** Who has a role, and who leads (LEAD). */
  roles?: Record<string, string[]>
}

type Loose<C> = C extends TaskCommand ? Omit<C, 'taskId' | 'round' | 'comment' | 'userId'> & Partial<C> : never

/** A ticket of `ini`, opened, and what has happened to it. Its clock stands still unless it is told to go on. */
export class Scene {
  state: TicketState = initialState('ini')
  history: TicketChange[] = []
  now = Date.parse('2030-01-01T00:00:00.000Z')
  readonly definition: FlowDefinition
  world: World

  constructor(definition: FlowDefinition, world: World = {}) {
    this.definition = definition
    this.world = world
  }

  get facts(): TicketFacts {
    const { values = {}, standIns = {}, inactive = [], self = [] } = this.world
    const at = (minutes: number) => new Date(this.now + minutes * 60_000).toISOString()
    return {
      definition: this.definition,
      values,
      now: at(0),
      digest: 'd1',
      peopleOf: (source) => this.#people(source).filter((id) => !inactive.includes(id)),
      isActive: (id) => !inactive.includes(id),
      standInOf: (id) => standIns[id] ?? null,
      isSelf: (id) => id === 'ini' || self.includes(id),
      timersOf: ({ minutes, escalateTo }) => [
        { kind: 'REMIND_HALF', dueAt: at(minutes / 2), fired: false },
        { kind: 'REMIND_NINE_TENTHS', dueAt: at(minutes * 0.9), fired: false },
        ...(escalateTo.length > 0
          ? [{ kind: 'ESCALATE' as const, dueAt: at(minutes), fired: false }]
          : [{ kind: 'EXPIRE' as const, dueAt: at(minutes), fired: false }]),
      ],
    }
  }

  #people(source: PeopleSource): string[] {
    const { values = {}, roles = {} } = this.world
    if (source.kind === 'USERS') return source.userIds
    if (source.kind === 'INITIATOR') return ['ini']
    if (source.kind === 'FIELD') return (values[source.field] as string[] | undefined) ?? []
    return roles[source.kind === 'LEAD' ? 'LEAD' : source.role] ?? []
  }

  /** Null when it was done; else why not, and then nothing has changed. */
  give(command: TicketCommand): Refusal | null {
    const verdict = judge(this.state, command, this.facts)
    if ('refused' in verdict) return verdict.refused
    this.state = verdict.changes.reduce(evolve, this.state)
    this.history.push(...verdict.changes)
    return null
  }

  open(): this {
    this.give({ kind: 'OPEN', userId: 'ini' })
    return this
  }

  /** Somebody acts on their task: the open one of this round, or the last that they had. */
  act(userId: string, command: Loose<TaskCommand>): Refusal | null {
    const taskId = this.taskOf(userId)?.id ?? 'k0'
    return this.give({ userId, taskId, round: this.state.round, comment: 'because', ...command } as TaskCommand)
  }

  approve = (...userIds: string[]) => userIds.map((id) => this.act(id, { kind: 'APPROVE' })).find(Boolean) ?? null
  reject = (userId: string) => this.act(userId, { kind: 'REJECT' })

  taskOf(userId: string): Task | undefined {
    const mine = this.state.tasks.filter((task) => task.userId === userId)
    return mine.findLast(({ status }) => taskIsActive(status)) ?? mine.at(-1)
  }

  /** The last visit of a node. */
  visit(nodeId: string): Visit {
    const visit = this.state.visits.findLast((candidate) => candidate.nodeId === nodeId)
    if (!visit) throw new Error(`${nodeId} was not entered.`)
    return visit
  }

  /** The approvals that somebody still has to decide at. */
  standing = () => this.state.visits.filter(visitStands).map(({ nodeId }) => nodeId)
  /** Whoever may decide now. */
  asked = () => this.state.tasks.filter(({ status }) => taskIsActive(status)).map(({ userId }) => userId)
  statusOf = (userId: string) => this.taskOf(userId)?.status

  pass(minutes: number): this {
    this.now += minutes * 60_000
    return this
  }
}

/** The ticket of a flow, just opened. */
export const opened = (definition: FlowDefinition, world?: World): Scene => new Scene(definition, world).open()
