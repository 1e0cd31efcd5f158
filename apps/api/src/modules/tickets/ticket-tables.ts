import type { Transaction } from '../../platform/database/database.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import { uuid7 } from '../kernel/uuid.ts'
import { validUntil } from './machine/reads/reached-end.ts'
import type { Task, TicketState } from './machine/ticket.state.ts'
import { visitStands } from './machine/ticket.transitions.ts'
import { outerId, type TicketRow } from './ticket-rows.ts'

const dateOf = (at: string | null) => (at === null ? null : new Date(at))

const rowOf = (ticketId: string, { id, nodeId, visitId, userId, status, round, openedAt, decidedAt }: Task) => ({
  ...{ id: outerId(ticketId, id), ticketId, nodeId, visitId, userId, status, round },
  ...{ openedAt: new Date(openedAt), decidedAt: dateOf(decidedAt) },
})

/** Brings the rows that "my tasks" is read from up to what the state says; answers whose tasks changed. */
export async function keepTasks(db: Transaction, ticketId: string, before: TicketState, after: TicketState) {
  const known = new Map(before.tasks.map((task) => [task.id, task]))
  const added = after.tasks.filter(({ id }) => !known.has(id))
  const changed = after.tasks.filter((task) => {
    const was = known.get(task.id)
    return was && (was.status !== task.status || was.decidedAt !== task.decidedAt || was.userId !== task.userId)
  })
  if (added.length > 0) await db.ticketTask.createMany({ data: added.map((task) => rowOf(ticketId, task)) })
  if (changed.length > 0) {
    const rows = changed.map((task) => rowOf(ticketId, task))
    await db.$executeRaw`
      UPDATE "TicketTask" SET status = now.status::"TicketTaskStatus", "decidedAt" = NULLIF(now.decided, '')::timestamp(3),
        "userId" = now.person
      FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ status }) => status)}::text[],
        ${rows.map(({ decidedAt }) => decidedAt?.toISOString() ?? '')}::text[], ${rows.map(({ userId }) => userId)}::text[])
        AS now (id, status, decided, person)
      WHERE "TicketTask".id = now.id`
  }
  return [...new Set([...added, ...changed].map(({ userId }) => userId))]
}

/** The timer of a ticket as a whole, beside those of its visits: the time for which its approval holds is over. */
export const LAPSE = { visitId: 'ticket', kind: 'LAPSE' } as const

function waitingTimers(definition: FlowDefinition, state: TicketState) {
  const until = validUntil(definition, state)
  if (until) return [{ ...LAPSE, dueAt: until.toISOString() }]
  if (state.status !== 'RUNNING') return []
  return state.visits
    .filter(visitStands)
    .flatMap(({ id: visitId, timers }) =>
      timers.filter(({ fired }) => !fired).map(({ kind, dueAt }) => ({ visitId, kind: kind as string, dueAt })),
    )
}

/** Brings the timers that will fire up to what the state says: those of visits that have ended are gone. */
export async function keepTimers(
  db: Transaction,
  { id: ticketId, flowVersion: { definition } }: Pick<TicketRow, 'id' | 'flowVersion'>,
  before: TicketState,
  after: TicketState,
) {
  const nameOf = ({ visitId, kind, dueAt }: { visitId: string; kind: string; dueAt: string }) =>
    `${visitId} ${kind} ${dueAt}`
  const [was, now] = [waitingTimers(definition, before), waitingTimers(definition, after)]
  const gone = was.filter((timer) => !now.some((other) => nameOf(other) === nameOf(timer)))
  const come = now.filter((timer) => !was.some((other) => nameOf(other) === nameOf(timer)))
  if (gone.length > 0) {
    await db.ticketTimer.deleteMany({
      where: { ticketId, OR: gone.map(({ visitId, kind }) => ({ visitId, kind })) },
    })
  }
  if (come.length > 0) {
    await db.ticketTimer.createMany({
      data: come.map(({ dueAt, ...timer }) => ({ id: uuid7(), ticketId, ...timer, dueAt: new Date(dueAt) })),
    })
  }
}

/** Who is to know of it from now on. */
export async function keepCopies(db: Transaction, ticketId: string, userIds: string[], at: Date): Promise<void> {
  if (userIds.length === 0) return
  const data = [...new Set(userIds)].map((userId) => ({ ticketId, userId, at }))
  await db.ticketCopy.createMany({ data, skipDuplicates: true })
}
